import { podContainerPolicy } from "../lib/pod";
import { list } from "../lib/values";

export default podContainerPolicy({
  name: "pods-run-as-non-root",
  severity: "high",
  reason: "Root in a container is one mistake of the kernel or the runtime away from root on its node.",
  remedy: "Set `runAsNonRoot: true`, and user, group and volumes' group to other numbers than 0.",
  judge(container, report, pod) {
    if (pod.security(container, "runAsNonRoot") !== true) report("may run as root");
    if (pod.security(container, "runAsUser") === 0) report("runs as root");
    // Where nothing is said, the group is root's unless the image says otherwise.
    if ((pod.security(container, "runAsGroup") ?? 0) === 0) report("runs in root's group");
    const { fsGroup, supplementalGroups } = pod.spec["securityContext"] ?? {};
    if ([fsGroup, ...list(supplementalGroups)].includes(0)) report("has root's group beside its own");
  },
});
