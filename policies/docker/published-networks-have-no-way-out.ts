import { isWayOut } from "../lib/network";
import { resourcePolicy } from "../lib/policy";

export default resourcePolicy({
  name: "published-networks-have-no-way-out",
  severity: "medium",
  types: ["docker:index/network:Network"],
  reason:
    "A network that publishes a port cannot be internal, and with masquerading its containers reach the world.",
  remedy:
    'Set option `com.docker.network.bridge.enable_ip_masquerade` to "false"; answers to clients still pass.',
  judge({ props }, report) {
    if (isWayOut(props)) return;
    if (props["internal"] === true || !["bridge", undefined].includes(props["driver"])) return;
    const option = props["options"]?.["com.docker.network.bridge.enable_ip_masquerade"];
    if (option !== "false") report("lets its containers reach the world");
  },
});
