import * as ipaddr from "ipaddr.js";
import { resourcePolicy } from "../lib/policy";
import { isTrue, list } from "../lib/values";

/** A flow has two ends; more room lets more in. */
const smallestBits = 24;

export default resourcePolicy({
  name: "networks-have-explicit-subnets",
  severity: "medium",
  types: ["docker:index/network:Network"],
  reason: "Subnets Docker picks collide with the site's own networks and change from host to host.",
  remedy: "Give each network one small private `subnet` in `ipamConfigs`.",
  judge({ props }, report) {
    const configs = list<{ subnet?: string }>(props["ipamConfigs"]);
    if (configs.length === 0) return report("leaves its subnet to Docker");
    if (isTrue(props["ipv6"]) && !configs.some(({ subnet }) => subnet?.includes(":")))
      report("leaves its IPv6 subnet to Docker");
    for (const { subnet } of configs) {
      if (subnet === undefined || !ipaddr.isValidCIDR(subnet))
        report("has an address range without a valid subnet");
      else {
        const [address, bits] = ipaddr.parseCIDR(subnet);
        if (!["private", "uniqueLocal"].includes(address.range())) report(`subnet ${subnet} is not private`);
        if (address.kind() === "ipv4" && bits < smallestBits)
          report(`subnet ${subnet} is larger than a /${smallestBits}`);
      }
    }
  },
});
