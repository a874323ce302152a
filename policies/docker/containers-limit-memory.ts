import { containerPolicy } from "../lib/container";

/** CIS Docker Benchmark 5.11. */
export default containerPolicy({
  name: "containers-limit-memory",
  severity: "medium",
  reason: "One container without a memory limit can take down every other on the host.",
  remedy: "Set `memory` (in a service `resources.limits.memoryBytes`).",
  judge(container, report) {
    if (!(container.memoryLimit > 0)) report("has no memory limit");
  },
});
