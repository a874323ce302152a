import { containerPolicy } from "../lib/container";

/** What a job that prepares a volume needs of root; it has no network then. */
const ownershipCapabilities = ["CHOWN", "FOWNER", "DAC_OVERRIDE"];

/** CIS Docker Benchmark 5.4. */
export default containerPolicy({
  name: "containers-drop-all-capabilities",
  severity: "high",
  reason:
    "Docker's default capabilities let a process forge packets, change owners and bypass file permissions.",
  remedy:
    "Drop ALL; add only NET_BIND_SERVICE, or the ownership capabilities in a one-shot job without a network.",
  judge(container, report) {
    if (!container.droppedCapabilities.includes("ALL")) report("does not drop ALL capabilities");
    const isOwnershipJob = container.isOneShot && container.networkMode === "none";
    const allowed = ["NET_BIND_SERVICE", ...(isOwnershipJob ? ownershipCapabilities : [])];
    const excess = container.addedCapabilities.filter((capability) => !allowed.includes(capability));
    if (excess.length > 0) report(`adds ${excess.join(", ")}`);
  },
});
