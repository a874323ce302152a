import { podContainerPolicy } from "../lib/pod";

export default podContainerPolicy({
  name: "pods-have-read-only-root",
  severity: "high",
  reason: "Whoever takes over a process otherwise changes its programs and leaves others behind.",
  remedy: "Set `readOnlyRootFilesystem: true`, and mount an emptyDir in memory where the process writes.",
  judge({ spec }, report) {
    if (spec["securityContext"]?.["readOnlyRootFilesystem"] !== true)
      report("can write to its image's files");
  },
});
