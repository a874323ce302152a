import { resourcePolicy } from "../lib/policy";
import { isWholeWorld, list } from "../lib/values";

export default resourcePolicy({
  name: "services-stay-inside",
  severity: "critical",
  types: ["kubernetes:core/v1:Service"],
  reason: "A port on every node, or at a load balancer that takes anybody, is open past all zones.",
  remedy: "Use ClusterIP; at a LoadBalancer name `loadBalancerSourceRanges`, none of them everything.",
  judge({ props }, report) {
    const spec = props["spec"] ?? {};
    const type: string = spec["type"] ?? "ClusterIP";
    const ranges = list<string>(spec["loadBalancerSourceRanges"]);
    if (!["ClusterIP", "LoadBalancer"].includes(type)) report(`is of type ${type}`);
    if (type === "LoadBalancer" && ranges.length === 0) report("takes anybody at its load balancer");
    for (const range of ranges) if (isWholeWorld(range)) report(`takes ${range} at its load balancer`);
    if (list(spec["externalIPs"]).length > 0) report("takes addresses of nodes for its own");
    if (list<{ nodePort?: number }>(spec["ports"]).some(({ nodePort }) => nodePort !== undefined))
      report("takes a port of every node");
  },
});
