import { elasticsearchPolicy } from "../lib/elasticsearch";

export default elasticsearchPolicy({
  name: "elasticsearch-keeps-requests-out-of-logs",
  severity: "high",
  reason: "Requests hold documents and new passwords; a log is neither encrypted nor closed like an index.",
  remedy: "Leave `emit_request_body` off, and loggers of http, rest, transport and security above debug.",
  judge(server, report) {
    for (const name of server.names) {
      const value = (server.value(name) ?? "").toLowerCase();
      if (name.endsWith(".emit_request_body") && value === "true") report(`${name} is on`);
      if (name.startsWith("logger.") && ["trace", "debug", "all"].includes(value))
        report(`${name} is ${value}`);
    }
  },
});
