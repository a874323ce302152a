import { containerPolicy } from "../lib/container";

/** Swarm has no such option. */
export default containerPolicy({
  name: "containers-dump-no-core",
  severity: "medium",
  reason:
    "A core dump holds what was in memory, keys and passwords included, in the clear on the host's drive.",
  remedy: "Add `{ name: core, soft: 0, hard: 0 }` to `ulimits`.",
  judge(container, report) {
    if (!container.isService && container.coreLimit !== 0) report("may dump core");
  },
});
