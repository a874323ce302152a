import { elasticsearchPolicy, layers } from "../lib/elasticsearch";

export default elasticsearchPolicy({
  name: "elasticsearch-requires-tls-1-3",
  severity: "critical",
  reason:
    "Elasticsearch takes TLS 1.2 by default, and without TLS it shows documents and logins to whoever listens.",
  remedy:
    "Set `xpack.security.http.ssl` and `xpack.security.transport.ssl` to `enabled: true` and `supported_protocols: [TLSv1.3]`.",
  judge(server, report) {
    for (const layer of layers) {
      const ssl = `xpack.security.${layer}.ssl`;
      if (server.value(`${ssl}.enabled`) !== "true") report(`${ssl}.enabled is not true`);
      const protocols = server.list(`${ssl}.supported_protocols`) ?? [];
      if (protocols.length === 0) report(`${ssl}.supported_protocols is left to the server`);
      const others = protocols.filter((protocol) => protocol !== "TLSv1.3");
      if (others.length > 0) report(`${ssl}.supported_protocols has ${others.join(", ")}`);
    }
  },
});
