import { postgresqlPolicy } from "../lib/postgresql";

export default postgresqlPolicy({
  name: "postgresql-requires-tls-1-3",
  severity: "critical",
  reason: "TLS 1.2 and older, or no TLS at all, expose queries, results and password exchanges.",
  remedy: "Pass `ssl=on` and `ssl_min_protocol_version=TLSv1.3`, and leave `ssl_max_protocol_version` alone.",
  judge(server, report) {
    if (!server.isOn("ssl")) report("ssl is not on");
    if (server.choice("ssl_min_protocol_version") !== "tlsv1.3")
      report("ssl_min_protocol_version is not TLSv1.3");
    if (!["", "tlsv1.3"].includes(server.choice("ssl_max_protocol_version"))) {
      report("ssl_max_protocol_version is below TLSv1.3");
    }
  },
});
