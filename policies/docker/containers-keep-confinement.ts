import { containerPolicy } from "../lib/container";

/** CIS Docker Benchmark 5.2, 5.3 and 5.22. */
export default containerPolicy({
  name: "containers-keep-confinement",
  severity: "critical",
  reason:
    "The kernel filters seccomp and AppArmor are what stands between a container and the host's kernel.",
  remedy: "Remove the `unconfined` and `disable` options from `securityOpts`.",
  judge(container, report) {
    const lifted = container.securityOptions.filter((option) =>
      /^(seccomp|apparmor|systempaths)[:=]unconfined$|^label[:=]disable$/.test(option),
    );
    if (lifted.length > 0) report(`lifts ${lifted.map((option) => option.split(/[:=]/)[0]).join(" and ")}`);
  },
});
