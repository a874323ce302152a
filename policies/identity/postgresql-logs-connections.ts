import { postgresqlPolicy } from "../lib/postgresql";

/** CIS PostgreSQL 17 Benchmark 3.1.20 and 3.1.21. */
export default postgresqlPolicy({
  name: "postgresql-logs-connections",
  severity: "low",
  reason: "Who signed on, from where and until when is what an inquiry asks first.",
  remedy: "Set `log_connections=on` and `log_disconnections=on`.",
  judge(server, report) {
    for (const name of ["log_connections", "log_disconnections"])
      if (!server.isOn(name)) report(`${name} is not on`);
  },
});
