import { namespaceLabel, namespacesOf } from "../lib/namespace";
import { namespaceType, networkPolicyType, selectsAll, type Spec } from "../lib/pod";
import { stackPolicy } from "../lib/policy";
import { list } from "../lib/values";

export default stackPolicy({
  name: "network-policies-open-one-workload",
  severity: "critical",
  types: [networkPolicyType, namespaceType],
  reason: "What a NetworkPolicy opens that selects every pod is open to each of them, also to those to come.",
  remedy:
    "Select the pods of one workload; for all pods of a namespace open nothing but ways to the cluster's own services.",
  judge(resources, report) {
    const own = namespacesOf(resources).map(({ name }) => name);
    const isTheClusters = ({ namespaceSelector }: Spec) => {
      const name = namespaceSelector?.["matchLabels"]?.[namespaceLabel] as string | undefined;
      return name !== undefined && !own.includes(name);
    };
    for (const policy of resources.filter(({ type }) => type === networkPolicyType)) {
      const spec: Spec = policy.props["spec"] ?? {};
      if (!selectsAll(spec["podSelector"])) continue;
      if (list(spec["ingress"]).length > 0) report("lets somebody come to every pod", policy);
      const peers = list<Spec>(spec["egress"]).flatMap(({ to }) => list<Spec>(to as Spec[]));
      if (!peers.every(isTheClusters))
        report("lets every pod go to others than the cluster's services", policy);
    }
  },
});
