import { podContainerPolicy, type Spec } from "../lib/pod";
import { list } from "../lib/values";

/** Beside seccomp, what else confines a process and can be turned off: AppArmor, SELinux, masks over /proc. */
export default podContainerPolicy({
  name: "pods-keep-seccomp",
  severity: "high",
  reason:
    "Without the runtime's filter every system call of the kernel is open to an intruder; Kubernetes sets none by itself.",
  remedy:
    "Set `seccompProfile.type: RuntimeDefault`, and leave AppArmor, SELinux, procMount and sysctls as the node has them.",
  judge(container, report, pod) {
    const profile = (key: string) => (pod.security(container, key) as Spec | undefined)?.["type"] as unknown;
    if (profile("seccompProfile") !== "RuntimeDefault")
      report("is not confined by the runtime's seccomp profile");
    if ((profile("appArmorProfile") ?? "RuntimeDefault") !== "RuntimeDefault")
      report("is not confined by the runtime's AppArmor profile");
    if (pod.security(container, "seLinuxOptions") !== undefined) report("has SELinux options of its own");
    if ((pod.security(container, "procMount") ?? "Default") !== "Default") report("sees all of /proc");
    if (list(pod.spec["securityContext"]?.["sysctls"]).length > 0) report("changes the kernel's settings");
    if (Object.keys(pod.annotations).some((key) => /(apparmor|seccomp)\.security\./.test(key)))
      report("is confined otherwise by an annotation");
  },
});
