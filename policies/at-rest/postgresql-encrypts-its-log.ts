import { postgresqlPolicy } from "../lib/postgresql";

/** In an init script: the log can be encrypted only once the server's key is set. */
const byScript = /ALTER\s+SYSTEM\s+SET\s+pg_tde\.wal_encrypt\s*(=|TO)\s*'?(on|true)\b/i;

export default postgresqlPolicy({
  name: "postgresql-encrypts-its-log",
  severity: "critical",
  reason: "The write-ahead log repeats every row that is written, whatever encrypts the tables.",
  remedy: "Set `pg_tde.wal_encrypt=on`, with ALTER SYSTEM in the init script that sets the server's key.",
  judge(server, report) {
    if (!server.isOn("pg_tde.wal_encrypt") && !server.initialises(byScript))
      report("writes its log in the clear");
  },
});
