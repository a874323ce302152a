import { containerPolicy } from "../lib/container";

/** Swarm has no such option. */
export default containerPolicy({
  name: "containers-do-not-swap",
  severity: "medium",
  reason:
    "Swapped memory, keys included, lies on the host's drive in the clear; Docker allows as much as the limit.",
  remedy: "Set `memorySwap` to the value of `memory`.",
  judge(container, report) {
    if (!container.isService && container.memoryAndSwap !== container.memoryLimit) report("may swap");
  },
});
