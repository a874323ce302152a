import type { Spec } from "../lib/pod";
import { hbaRecords } from "../lib/postgresql";
import { postgresqlClusterPolicy } from "../lib/postgresql-cluster";
import { isWholeWorld, list } from "../lib/values";

export default postgresqlClusterPolicy({
  name: "postgresql-clusters-admit-by-scram",
  severity: "critical",
  reason: "One rule of another kind lets in whoever comes in plain, without a password or from anywhere.",
  remedy:
    "Give rules in patroni.dynamicConfiguration.postgresql.pg_hba: hostssl from networks of pods by scram-sha-256, or reject; and leave exposeSuperusers off.",
  judge(cluster, report) {
    const rules = list<Spec>(cluster.spec["authentication"]?.["rules"]);
    if (rules.length > 0) report("has rules outside Patroni's, which come before those");
    if (cluster.poolers.some(({ spec }) => spec["exposeSuperusers"] === true))
      report("lets superusers in by its pooler");
    const records = hbaRecords(list<string>(cluster.patroni["postgresql"]?.["pg_hba"]));
    // Without a rule the operator's own would let in everybody with a password.
    if (records.length === 0) report("has no rules of its own");
    for (const { line, type, address, method } of records) {
      if (method === "reject") continue;
      if (type !== "hostssl") report(`rule ${line} takes connections without TLS`);
      if (method !== "scram-sha-256") report(`rule ${line} admits by ${method || "nothing"}`);
      if (isWholeWorld(address)) report(`rule ${line} admits from everywhere`);
    }
  },
});
