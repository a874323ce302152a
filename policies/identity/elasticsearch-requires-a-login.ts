import { elasticsearchPolicy } from "../lib/elasticsearch";

const wanted: Record<string, [value: string, finding: string]> = {
  "xpack.security.enabled": ["true", "asks nobody for a login, or leaves that to its version"],
  "xpack.security.authc.reserved_realm.enabled": ["false", "has built-in users, elastic among them"],
  "xpack.security.autoconfiguration.enabled": ["false", "may set up its own security at the first start"],
};

export default elasticsearchPolicy({
  name: "elasticsearch-requires-a-login",
  severity: "critical",
  reason: "Without a login, or with one that everybody knows by name, the role catalogue decides nothing.",
  remedy:
    "Set `xpack.security.enabled: true`, `reserved_realm.enabled: false` and `autoconfiguration.enabled: false`; set no anonymous user and no enrollment.",
  judge(server, report) {
    for (const [name, [value, finding]] of Object.entries(wanted))
      if (server.value(name) !== value) report(`${finding} (${name})`);
    if (server.value("xpack.security.enrollment.enabled") === "true")
      report("lets others enroll (xpack.security.enrollment.enabled)");
    const anonymous = server.names.filter((name) => name.startsWith("xpack.security.authc.anonymous."));
    if (anonymous.length > 0) report(`lets in whoever has no login (${anonymous[0]})`);
  },
});
