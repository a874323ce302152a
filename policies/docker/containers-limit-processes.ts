import { containerPolicy } from "../lib/container";

/**
 * CIS Docker Benchmark 5.29. The Docker provider has no cgroup limit on processes, so the limit is the `nproc`
 * ulimit, which counts per user; a service can state neither.
 */
export default containerPolicy({
  name: "containers-limit-processes",
  severity: "low",
  reason: "A fork bomb in one container exhausts the host's process table.",
  remedy: "Add an `nproc` entry with a hard limit to `ulimits`.",
  judge(container, report) {
    if (!container.isService && container.processLimit === undefined) report("has no limit on processes");
  },
});
