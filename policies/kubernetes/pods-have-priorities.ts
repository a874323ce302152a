import { isGiven, podPolicy } from "../lib/pod";
import { known } from "../lib/values";

export default podPolicy({
  name: "pods-have-priorities",
  severity: "medium",
  reason: "When nodes are lost, what is left has to be given to what everything else depends on.",
  remedy: "Set `priorityClassName` to the class of the workload's zone; the system's own are for the system.",
  judge({ spec }, report) {
    const named = () => spec["priorityClassName"] as string | undefined;
    if (!isGiven(named)) report("has no priority");
    else if (/^system-/.test(known(named) ?? "")) report("has a priority of the system");
  },
});
