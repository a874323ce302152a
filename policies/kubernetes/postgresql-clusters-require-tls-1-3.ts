import { postgresqlClusterPolicy } from "../lib/postgresql-cluster";

const poolerSettings = ["client_tls_protocols", "server_tls_protocols"] as const;

export default postgresqlClusterPolicy({
  name: "postgresql-clusters-require-tls-1-3",
  severity: "critical",
  reason:
    "The operator leaves the oldest TLS to PostgreSQL, which takes 1.2, and passes on only what Patroni is given.",
  remedy:
    "Set `tlsOnly`, ssl_min_protocol_version TLSv1.3 in patroni.dynamicConfiguration, and tlsv1.3 as both protocols of PgBouncer.",
  judge(cluster, report) {
    if (cluster.spec["tlsOnly"] !== true) report("takes connections without TLS");
    if (cluster.setting("ssl_min_protocol_version") !== "tlsv1.3") report("takes TLS below 1.3");
    for (const { name, spec } of cluster.poolers) {
      const settings: Record<string, string> = spec["config"]?.["global"] ?? {};
      for (const setting of poolerSettings)
        if (settings[setting]?.toLowerCase() !== "tlsv1.3")
          report(`${name}: ${setting} is not tlsv1.3 alone`);
      if (!["require", "verify-ca", "verify-full"].includes(settings["client_tls_sslmode"] ?? "require"))
        report(`${name} takes connections without TLS`);
      if ((settings["server_tls_sslmode"] ?? "verify-full") !== "verify-full")
        report(`${name} does not verify its servers`);
    }
  },
});
