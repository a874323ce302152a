import type { Spec } from "../lib/pod";
import { postgresqlClusterPolicy } from "../lib/postgresql-cluster";

export default postgresqlClusterPolicy({
  name: "postgresql-clusters-encrypt-data",
  severity: "critical",
  reason: "Of itself pg_tde is off, then makes keys of 128 bits, and not the write-ahead log.",
  remedy:
    "Enable pg_tde with walEncryption and a key store by https with its authority, and pg_tde.cipher aes_256.",
  judge(cluster, report) {
    const tde: Spec = cluster.spec["extensions"]?.["pg_tde"] ?? {};
    const vault: Spec = tde["vault"] ?? {};
    if (tde["enabled"] !== true) report("does not encrypt tables");
    if (tde["walEncryption"] !== true) report("does not encrypt the write-ahead log");
    if (cluster.setting("pg_tde.cipher") !== "aes_256") report("makes keys of less than 256 bits");
    if (!String(vault["host"] ?? "").startsWith("https://")) report("fetches keys without TLS");
    if (!vault["caSecret"]) report("does not say which authority its key store has");
  },
});
