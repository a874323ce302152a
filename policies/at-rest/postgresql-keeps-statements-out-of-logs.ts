import { postgresqlPolicy } from "../lib/postgresql";

/** Settings that put statements into the log, with the values that do not; the first is PostgreSQL's own, if safe. */
const quiet: Record<string, readonly string[]> = {
  log_min_error_statement: ["panic", "fatal"],
  log_statement: ["", "none"],
  log_min_duration_statement: ["", "-1"],
};

export default postgresqlPolicy({
  name: "postgresql-keeps-statements-out-of-logs",
  severity: "high",
  reason:
    "Statements hold data, and CREATE ROLE a password; a log is neither encrypted nor closed like a table.",
  remedy:
    "Set `log_min_error_statement=panic`, and leave log_statement and log_min_duration_statement alone.",
  judge(server, report) {
    for (const [name, values] of Object.entries(quiet)) {
      if (!values.includes(server.choice(name))) report(`${name} puts statements into the log`);
    }
  },
});
