import { podOf, replicatedTypes, selects, type Spec } from "../lib/pod";
import { resourcePolicy } from "../lib/policy";
import { list } from "../lib/values";

const zone = "topology.kubernetes.io/zone";

export default resourcePolicy({
  name: "pods-are-spread-over-zones",
  severity: "high",
  types: replicatedTypes,
  reason: "Replicas that stand in one zone are lost with it, and of erasure-coded data more than can be.",
  remedy: `Set a topologySpreadConstraint with topologyKey ${zone}, maxSkew 1 and the pods' own labels; with claims, DoNotSchedule.`,
  judge(subject, report) {
    const pod = podOf(subject);
    if (pod.replicas < 2) return;
    const spread = list<Spec>(pod.spec["topologySpreadConstraints"]).find(
      (each) => each["topologyKey"] === zone && selects(each["labelSelector"], pod.labels),
    );
    if (!spread) return report("is not spread over zones");
    if (spread["maxSkew"] !== 1) report("may have more pods in one zone than fit its share");
    // A volume stays in the zone it was made in: a pod placed wrong once is there for good.
    if (pod.hasClaims && (spread["whenUnsatisfiable"] ?? "DoNotSchedule") !== "DoNotSchedule")
      report("has claims, and is placed in any zone where one has no room");
  },
});
