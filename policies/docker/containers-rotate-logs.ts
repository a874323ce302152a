import { containerPolicy } from "../lib/container";

const rotatesByItself = ["local", "journald", "syslog", "fluentd", "gelf"];

export default containerPolicy({
  name: "containers-rotate-logs",
  severity: "low",
  reason: "Docker's default log file grows until the host's disk is full.",
  remedy: "Set `logDriver` to `local`, or `json-file` with `max-size` and `max-file`.",
  judge(container, report) {
    const { logDriver, logOptions } = container;
    if (logDriver && rotatesByItself.includes(logDriver)) return;
    const isBounded = "max-size" in logOptions && "max-file" in logOptions;
    if (!(isBounded && (logDriver === undefined || logDriver === "json-file")))
      report("keeps its log without a bound");
  },
});
