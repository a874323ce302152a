import { namespaceOf } from "../lib/namespace";
import { podOf, replicatedTypes, selects, type Spec } from "../lib/pod";
import { stackPolicy } from "../lib/policy";

const budgetType = "kubernetes:policy/v1:PodDisruptionBudget";
const types: readonly string[] = replicatedTypes;

/** Whether a budget lets some pods go, and not all of them. */
function isBetween({ maxUnavailable: away, minAvailable: kept }: Spec, replicas: number): boolean {
  const number = Number.parseInt(String(away ?? kept), 10);
  if (!Number.isInteger(number)) return false;
  const most = /%$/.test(String(away ?? kept)) ? 100 : Math.max(replicas, 2);
  return number > 0 && number < most;
}

export default stackPolicy({
  name: "pods-have-disruption-budgets",
  severity: "medium",
  types: [...replicatedTypes, budgetType],
  reason: "An upgrade of nodes otherwise takes all replicas at once; where none may go, it never ends.",
  remedy: "Make one PodDisruptionBudget for the workload's labels, with `maxUnavailable: 1`.",
  judge(resources, report) {
    const budgets = resources.filter(({ type }) => type === budgetType);
    for (const workload of resources.filter(({ type }) => types.includes(type))) {
      const pod = podOf(workload);
      const own = budgets.filter(
        (budget) =>
          namespaceOf(budget) === pod.namespace && selects(budget.props["spec"]?.["selector"], pod.labels),
      );
      if (own.length === 0) report("has no disruption budget", workload);
      if (own.length > 1)
        report("has more than one disruption budget, so no pod of it can be evicted", workload);
      for (const budget of own)
        if (!isBetween(budget.props["spec"], pod.replicas))
          report(`lets all pods of ${workload.name} go, or none`, budget);
    }
  },
});
