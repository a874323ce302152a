import { postgresqlPolicy } from "../lib/postgresql";

/** An init script may set it too: before the extension exists, the temporary server that runs the script would fail. */
const byScript = /ALTER\s+SYSTEM\s+SET\s+default_table_access_method\s*(=|TO)\s*'?tde_heap\b/i;
const enforcedByScript = /ALTER\s+SYSTEM\s+SET\s+pg_tde\.enforce_encryption\s*(=|TO)\s*'?(on|true)\b/i;

export default postgresqlPolicy({
  name: "postgresql-encrypts-tables",
  severity: "critical",
  reason:
    "Tables in PostgreSQL's own storage are readable by whoever gets the drive or a copy of the volume.",
  remedy:
    "Pass `shared_preload_libraries=pg_tde`; set `default_table_access_method=tde_heap` and `pg_tde.enforce_encryption=on` there or in an init script with ALTER SYSTEM.",
  judge(server, report) {
    if (!server.names("shared_preload_libraries").includes("pg_tde")) report("does not load pg_tde");
    const method = server.choice("default_table_access_method");
    const isEncrypted = method === "" ? server.initialises(byScript) !== undefined : method === "tde_heap";
    if (!isEncrypted) report("makes tables that are not encrypted");
    if (!server.isOn("pg_tde.enforce_encryption") && !server.initialises(enforcedByScript))
      report("lets a client ask for tables that are not encrypted");
  },
});
