import { containerPolicy } from "../lib/container";

/** CIS Docker Benchmark 5.5. */
export default containerPolicy({
  name: "containers-are-not-privileged",
  severity: "critical",
  reason: "A privileged container is root on its host.",
  remedy: "Remove `privileged` and add the one capability the process needs.",
  judge(container, report) {
    if (container.privileged) report("runs privileged");
  },
});
