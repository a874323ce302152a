import { containerPolicy } from "../lib/container";

/** CIS Docker Benchmark 5.12. */
export default containerPolicy({
  name: "containers-limit-cpu",
  severity: "medium",
  reason: "One container without a CPU limit can starve every other on the host.",
  remedy: "Set `cpus` (in a service `resources.limits.nanoCpus`).",
  judge(container, report) {
    if (!(container.cpuLimit > 0)) report("has no CPU limit");
  },
});
