import { containerPolicy } from "../lib/container";

/** CIS Docker Benchmark 5.26. Swarm has no such option; there, dropped capabilities and the user do it. */
export default containerPolicy({
  name: "containers-gain-no-privileges",
  severity: "high",
  reason: "Without no-new-privileges a set-user-id file turns any process into root.",
  remedy: "Add `no-new-privileges:true` to `securityOpts`.",
  judge(container, report) {
    if (container.isService) return;
    if (!container.keepsPrivileges) report("may gain privileges");
  },
});
