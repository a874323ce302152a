import { configsOf } from "../lib/haproxy";
import { containerPolicy } from "../lib/container";

const forwarding = "net.ipv4.ip_forward";

/** Source: Linux kernel documentation, networking/ip-sysctl, ip_forward and devconf_inherit_init_net. */
export default containerPolicy({
  name: "gateways-forward-no-packets",
  severity: "medium",
  reason:
    "A new network namespace takes over that the engine's host forwards packets: with a route by way of the gateway, a process behind it would reach ports that no flow names.",
  remedy: `Set \`${forwarding}\` to "0" in the \`sysctls\` of HAProxy that speaks in plain to another container.`,
  judge(container, report) {
    if (container.isService || container.addresses.length === 0) return;
    const isGateway = configsOf(container, () => undefined).some(
      (config) => config.plainServers.length + config.plainListeners.length > 0,
    );
    if (isGateway && container.sysctl(forwarding) !== "0") report("forwards packets");
  },
});
