import { containerPolicy } from "../lib/container";

/** CIS Docker Benchmark 5.2, 5.3 and 5.22. */
export default containerPolicy({
  name: "containers-keep-confinement",
  severity: "critical",
  reason:
    "The kernel filters seccomp and AppArmor are what stands between a container and the host's kernel.",
  remedy:
    "Leave only `no-new-privileges:true` in `securityOpts`, once: everything else there replaces or lifts a default.",
  judge(container, report) {
    // The engine takes the last of several; a profile of one's own may allow anything.
    const others = container.furtherSecurityOptions;
    if (others.length > 0) report(`sets ${others.map((option) => option.split(/[:=]/)[0]).join(" and ")}`);
  },
});
