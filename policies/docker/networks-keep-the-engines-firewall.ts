import { resourcePolicy } from "../lib/policy";

const bridge = "com.docker.network.bridge.";

/** Options of a bridge that open nothing, each with the values it may have. */
const harmless: Readonly<Record<string, RegExp>> = {
  enable_ip_masquerade: /^(true|false)$/,
  enable_icc: /^(true|false)$/,
  inhibit_ipv4: /^(true|false)$/,
  gateway_mode_ipv4: /^(nat|isolated)$/,
  gateway_mode_ipv6: /^(nat|isolated)$/,
  host_binding_ipv4: /^127\./,
};

/** Source: Docker manual, bridge network driver, options; gateway modes need Engine 28. */
export default resourcePolicy({
  name: "networks-keep-the-engines-firewall",
  severity: "high",
  types: ["docker:index/network:Network"],
  reason:
    "Gateway modes such as `nat-unprotected` let other machines reach every port of a container, and another binding publishes beyond loopback.",
  remedy: `Leave of \`options\` only ${Object.keys(harmless).join(", ")}, with values that open nothing.`,
  judge({ props }, report) {
    if (!["bridge", undefined].includes(props["driver"])) return;
    const options = (props["options"] ?? {}) as Record<string, unknown>;
    const open = Object.keys(options).filter((name) => {
      if (!name.startsWith(bridge)) return name !== "com.docker.network.driver.mtu";
      return !harmless[name.slice(bridge.length)]?.test(String(options[name]));
    });
    for (const name of open) report(`has the option ${name}`);
  },
});
