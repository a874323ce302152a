import { resourcePolicy } from "../lib/policy";

export default resourcePolicy({
  name: "networks-are-encrypted-between-hosts",
  severity: "critical",
  types: ["docker:index/network:Network"],
  reason: "An overlay carries containers' traffic between hosts in the clear unless it is encrypted.",
  remedy: 'Add `encrypted: "true"` to the network\'s `options`.',
  judge({ props }, report) {
    if (props["driver"] !== "overlay") return;
    const option = props["options"]?.encrypted;
    if (option === undefined || option === "false") report("is an overlay without encryption");
  },
});
