import { resourcePolicy } from "../lib/policy";
import { isTrue } from "../lib/values";

const bridge = "com.docker.network.bridge";

/** Source: Docker manual, bridge network driver, options; gateway mode `isolated` needs Engine 28. */
export default resourcePolicy({
  name: "internal-networks-have-no-host-address",
  severity: "high",
  types: ["docker:index/network:Network"],
  reason:
    "On an internal network Docker gives the host an address too, so its containers reach whatever the host listens with.",
  remedy: `Set option \`${bridge}.inhibit_ipv4\` to "true", and no IPv6.`,
  judge({ props }, report) {
    if (props["internal"] !== true || !["bridge", undefined].includes(props["driver"])) return;
    const option = (name: string): unknown => props["options"]?.[`${bridge}.${name}`];
    if (!isTrue(option("inhibit_ipv4")) && option("gateway_mode_ipv4") !== "isolated")
      report("gives the host an address");
    if (isTrue(props["ipv6"]) && option("gateway_mode_ipv6") !== "isolated")
      report("gives the host an IPv6 address");
  },
});
