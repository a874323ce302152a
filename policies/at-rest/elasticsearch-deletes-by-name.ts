import { elasticsearchPolicy } from "../lib/elasticsearch";

export default elasticsearchPolicy({
  name: "elasticsearch-deletes-by-name",
  severity: "medium",
  reason: "One slip, a `DELETE /*` or `_all`, otherwise takes every index along that the login reaches.",
  remedy: "Leave `action.destructive_requires_name` at true.",
  judge(server, report) {
    if (server.value("action.destructive_requires_name") === "false") report("deletes indices by a pattern");
  },
});
