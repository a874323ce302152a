import { elasticsearchPolicy } from "../lib/elasticsearch";

const opening = /^-(agentlib:jdwp|Xrunjdwp|Dcom\.sun\.management\.(jmxremote|snmp))/;

export default elasticsearchPolicy({
  name: "elasticsearch-opens-no-debugging-port",
  severity: "critical",
  reason:
    "Java's debugger and its management interface run whatever they are told, past every login and flow.",
  remedy: "Remove the options from jvm.options and ES_JAVA_OPTS.",
  judge(server, report) {
    for (const option of server.javaOptions)
      if (opening.test(option)) report(`is started with ${option.split("=")[0]}`);
  },
});
