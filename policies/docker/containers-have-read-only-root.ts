import { containerPolicy } from "../lib/container";

/** CIS Docker Benchmark 5.13. */
export default containerPolicy({
  name: "containers-have-read-only-root",
  severity: "medium",
  reason: "A writable root file system keeps what an intruder puts there.",
  remedy: "Set `readOnly` and give the process a volume or tmpfs for each directory it writes to.",
  judge(container, report) {
    if (!container.readOnlyRoot) report("has a writable root file system");
  },
});
