import { isGiven, podOf, podTypes, secretType, serviceAccountType } from "../lib/pod";
import { resourcePolicy } from "../lib/policy";
import { known, list } from "../lib/values";

export default resourcePolicy({
  name: "pods-have-no-api-token",
  severity: "high",
  types: [...podTypes, serviceAccountType, secretType],
  reason:
    "Whoever takes over a process with a token speaks to the cluster's API in its name; none of them needs to.",
  remedy:
    "Set `automountServiceAccountToken: false` on pods and accounts, give each workload an account of its own, and make no token last.",
  judge(subject, report) {
    const { type, props } = subject;
    if (type === secretType) {
      if (props["type"] === "kubernetes.io/service-account-token") report("holds a token that never ends");
      return;
    }
    if (type === serviceAccountType) {
      if (props["automountServiceAccountToken"] !== false) report("gives its token to every pod");
      return;
    }
    const pod = podOf(subject);
    const { spec } = pod;
    if (spec["automountServiceAccountToken"] !== false) report("mounts a token of its account");
    const named = () => spec["serviceAccountName"] as unknown;
    if (!isGiven(named) || known(named) === "default") report("has no account of its own");
    for (const volume of pod.volumes)
      if (list<object>(volume["projected"]?.["sources"]).some((source) => "serviceAccountToken" in source))
        report(`volume ${volume["name"]} holds a token of its account`);
  },
});
