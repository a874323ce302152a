import { containerPolicy } from "../lib/container";

export default containerPolicy({
  name: "scratch-runs-nothing",
  severity: "medium",
  reason: "A directory in memory is the only place an intruder can write to; what is put there must not run.",
  remedy: "Leave `exec`, `suid` and `dev` out of the options in `tmpfs`.",
  judge(container, report) {
    for (const [path, options] of container.scratch) {
      const lifted = options.filter((option) => ["exec", "suid", "dev"].includes(option));
      if (lifted.length > 0) report(`${path} is mounted with ${lifted.join(", ")}`);
    }
  },
});
