import { postgresqlPolicy } from "../lib/postgresql";

export default postgresqlPolicy({
  name: "postgresql-rejects-plain-connections",
  severity: "critical",
  reason:
    "PostgreSQL with TLS on still accepts plain connections unless its client authentication file refuses them.",
  remedy:
    "Upload a pg_hba.conf that holds only `local`, `hostssl` and rejecting records, and name it in `hba_file`.",
  judge(server, report) {
    const records = server.hba;
    if (!records) return report("has no uploaded pg_hba.conf, so the image's own applies");
    for (const { line, type, method } of records) {
      if (method === "reject" || type === "local" || type === "hostssl") continue;
      report(`pg_hba.conf line ${line} (${type}) lets plain connections in, or cannot be judged`);
    }
  },
});
