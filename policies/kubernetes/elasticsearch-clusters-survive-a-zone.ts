import { searchClusterPolicy, type NodeSetView, type SearchClusterView } from "../lib/elasticsearch-cluster";
import { selects, type Spec } from "../lib/pod";
import { list } from "../lib/values";

const zone = "topology.kubernetes.io/zone";
const node = "kubernetes.io/hostname";

/** Whether no two pods of a set are on one node, whatever it costs. */
const keepsNodesApart = ({ pod, labels }: NodeSetView): boolean =>
  list<Spec>(pod["affinity"]?.["podAntiAffinity"]?.["requiredDuringSchedulingIgnoredDuringExecution"]).some(
    (term) => term["topologyKey"] === node && selects(term["labelSelector"], labels),
  );

/** What is given in place of the operator's own constraint, which is hard. */
const softens = ({ pod }: NodeSetView): boolean =>
  list<Spec>(pod["topologySpreadConstraints"]).some(
    (each) =>
      each["topologyKey"] === zone &&
      (each["maxSkew"] !== 1 || each["whenUnsatisfiable"] !== "DoNotSchedule"),
  );

const has = (role: string) => (set: NodeSetView) => set.settings.get("node.roles")?.includes(role) ?? true;

function* mistakesOf(cluster: SearchClusterView): Generator<string> {
  for (const role of ["master", "data"]) {
    const nodes = cluster.sets.filter(has(role)).reduce((sum, { set }) => sum + Number(set["count"] ?? 0), 0);
    if (nodes < 3) yield `has fewer than three ${role} nodes`;
  }
  for (const set of cluster.sets) {
    const awareness = set.set["zoneAwareness"] as Spec | undefined;
    if (!awareness || (awareness["topologyKey"] ?? zone) !== zone || softens(set))
      yield `${set.name} is not spread over zones, whatever it costs`;
    if (!keepsNodesApart(set)) yield `${set.name} may have several nodes on one machine`;
    const attributes = set.settings
      .get("cluster.routing.allocation.awareness.attributes")!
      .join(",")
      .split(",");
    if (!attributes.includes("zone")) yield `${set.name} may keep a shard's copies in one zone`;
  }
}

export default searchClusterPolicy({
  name: "elasticsearch-clusters-survive-a-zone",
  severity: "high",
  reason: "With a zone go the nodes in it, and every shard whose copies were all there.",
  remedy:
    "Set three nodes or more of each role with zoneAwareness, hard anti-affinity by node and one pod away at a time, and leave podDisruptionBudget to the operator.",
  judge(cluster, report) {
    for (const mistake of mistakesOf(cluster)) report(mistake);
    // Its own lets one go, and none while a shard lacks a copy.
    if (cluster.spec["podDisruptionBudget"] !== undefined)
      report("has no disruption budget of the operator's");
    const away = cluster.spec["updateStrategy"]?.["changeBudget"]?.["maxUnavailable"] ?? 1;
    if (away !== 1) report("is changed several nodes at a time");
  },
});
