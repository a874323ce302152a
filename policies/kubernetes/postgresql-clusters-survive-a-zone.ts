import { selects, type Spec } from "../lib/pod";
import { postgresqlClusterPolicy } from "../lib/postgresql-cluster";
import { list } from "../lib/values";

const zone = "topology.kubernetes.io/zone";
const node = "kubernetes.io/hostname";

/** Whether pods of these labels are kept apart by a key, whatever it costs. */
const keepsApart = (spec: Spec, labels: Record<string, string>, key: string): boolean =>
  list<Spec>(spec["affinity"]?.["podAntiAffinity"]?.["requiredDuringSchedulingIgnoredDuringExecution"]).some(
    (term) => term["topologyKey"] === key && selects(term["labelSelector"], labels),
  );

export default postgresqlClusterPolicy({
  name: "postgresql-clusters-survive-a-zone",
  severity: "high",
  reason: "With a zone go the servers in it, and by default what they had confirmed and not yet passed on.",
  remedy:
    "Set three replicas or more with minAvailable of all but one, spread hard over zones and nodes, and Patroni's synchronous_mode.",
  judge(cluster, report) {
    if (cluster.patroni["synchronous_mode"] !== true) report("confirms what one server alone has");
    if (Number(cluster.patroni["synchronous_node_count"] ?? 1) < 1) report("waits for no second server");
    for (const { name, spec } of cluster.sets) {
      const replicas = Number(spec["replicas"] ?? 1);
      const labels: Record<string, string> = spec["metadata"]?.["labels"] ?? {};
      const spread = list<Spec>(spec["topologySpreadConstraints"]).find(
        (each) => each["topologyKey"] === zone && selects(each["labelSelector"], labels),
      );
      if (replicas < 3) report(`${name} has fewer than three servers`);
      if (Number(spec["minAvailable"] ?? 1) < replicas - 1)
        report(`${name} may lose several servers at once`);
      if (!spread || spread["maxSkew"] !== 1 || spread["whenUnsatisfiable"] !== "DoNotSchedule")
        report(`${name} is not spread over zones, whatever it costs`);
      if (!keepsApart(spec, labels, node)) report(`${name} may have several servers on one node`);
    }
  },
});
