import { elasticsearchPolicy } from "../lib/elasticsearch";

/** The image's own options ask for a dump into the data directory. */
export default elasticsearchPolicy({
  name: "elasticsearch-dumps-no-memory",
  severity: "medium",
  reason:
    "A heap dump holds documents, logins and keys in the clear, and Elasticsearch's image writes one beside the data.",
  remedy: "Add `-XX:-HeapDumpOnOutOfMemoryError` to jvm.options.",
  judge(server, report) {
    const said = server.javaOptions.filter((option) =>
      /HeapDump(OnOutOfMemoryError|BeforeFullGC)$/.test(option),
    );
    const asked = said.filter((option) => option.startsWith("-XX:+"));
    if (asked.length > 0 || !said.includes("-XX:-HeapDumpOnOutOfMemoryError"))
      report("dumps its memory when it runs out of it");
  },
});
