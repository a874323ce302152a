import { podPolicy } from "../lib/pod";
import { isNothing } from "../lib/quantity";

export default podPolicy({
  name: "pods-have-requests-and-limits",
  severity: "medium",
  reason:
    "A process without limits takes its node's memory from all others; one without requests is the first to be evicted.",
  remedy: "Set requests and limits of cpu and memory for each container, and `sizeLimit` for each emptyDir.",
  judge(pod, report) {
    // A container for debugging cannot have any.
    for (const { name, spec } of pod.containers.filter(({ role }) => role !== "ephemeral"))
      for (const side of ["requests", "limits"])
        for (const resource of ["cpu", "memory"])
          if (isNothing(spec["resources"]?.[side]?.[resource]))
            report(`container ${name} has no ${side} of ${resource}`);
    for (const volume of pod.volumes)
      if ("emptyDir" in volume && isNothing(volume["emptyDir"]?.["sizeLimit"]))
        report(`emptyDir ${volume["name"]} has no size limit`);
  },
});
