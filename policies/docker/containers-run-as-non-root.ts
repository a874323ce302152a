import { containerPolicy } from "../lib/container";

/**
 * CIS Docker Benchmark 4.1. A volume that Docker makes belongs to root, so a job that hands it over may be root:
 * with no network, and with every capability dropped but those it adds by name.
 */
export default containerPolicy({
  name: "containers-run-as-non-root",
  severity: "high",
  reason: "Root in a container is root on the host once it gets out.",
  remedy:
    "Set `user` to a numeric id; a one-shot job may be root with `networkMode: none` and ALL capabilities dropped.",
  judge(container, report) {
    const { user } = container;
    if (user !== undefined && /^[1-9]\d*(:|$)/.test(user)) return;
    if (user !== undefined && /^[a-z_]/i.test(user) && user.split(":")[0] !== "root") {
      return report("names its user, which only the image can resolve; a numeric id can be judged");
    }
    const isConfinedJob =
      container.isOneShot &&
      container.networkMode === "none" &&
      container.droppedCapabilities.includes("ALL");
    if (!isConfinedJob)
      report(user === undefined ? "runs as the image's user, which is not stated" : "runs as root");
  },
});
