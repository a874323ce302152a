import { containerPolicy } from "../lib/container";

/** CIS Docker Benchmark 5.15. */
export default containerPolicy({
  name: "containers-restart",
  severity: "medium",
  reason:
    "A service that stays down after a crash or a reboot of the host is an outage until someone notices.",
  remedy:
    "Set `restart` to `unless-stopped`, `always` or `on-failure`; a job that is meant to end sets `mustRun: false`.",
  judge(container, report) {
    if (!container.isOneShot && !container.restarts) report("is not restarted");
  },
});
