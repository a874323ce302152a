import { podContainerPolicy } from "../lib/pod";

export default podContainerPolicy({
  name: "pods-gain-no-privileges",
  severity: "critical",
  reason: "A privileged process is root on its node, and a setuid program makes root of any other.",
  remedy:
    "Set `allowPrivilegeEscalation: false` in each container's securityContext, and leave `privileged` off.",
  judge({ spec }, report) {
    const security = spec["securityContext"] ?? {};
    if (security["allowPrivilegeEscalation"] !== false) report("may gain privileges");
    if (security["privileged"] === true) report("is privileged");
  },
});
