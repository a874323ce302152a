import { isIn, namespaceOf, namespacesOf, type Place } from "../lib/namespace";
import { namespaceType, networkPolicyType, podTypes, selectsAll } from "../lib/pod";
import { stackPolicy, type StackSubject } from "../lib/policy";
import { list } from "../lib/values";

const pods: readonly string[] = podTypes;

/** Whether a policy keeps every pod of its namespace from all traffic of a direction. */
function denies({ props }: StackSubject, direction: "Ingress" | "Egress"): boolean {
  const spec = props["spec"] ?? {};
  const rules = list(spec[direction.toLowerCase()]);
  const directions = list<string>(spec["policyTypes"] ?? ["Ingress"]);
  return directions.includes(direction) && rules.length === 0 && selectsAll(spec["podSelector"]);
}

export default stackPolicy({
  name: "namespaces-deny-by-default",
  severity: "critical",
  types: [namespaceType, networkPolicyType, ...podTypes],
  reason:
    "Where no NetworkPolicy selects a pod, everything in the cluster reaches it, and it reaches everything.",
  remedy: "Give each namespace a NetworkPolicy with an empty podSelector, both policyTypes and no rules.",
  judge(resources, report) {
    const policies = resources.filter(({ type }) => type === networkPolicyType);
    const judge = (place: Place, about: StackSubject) => {
      const own = policies.filter((policy) => isIn(policy, place));
      for (const direction of ["Ingress", "Egress"] as const)
        if (!own.some((policy) => denies(policy, direction)))
          report(`${direction} is not denied by default in namespace ${place.name}`, about);
    };
    const places = namespacesOf(resources);
    for (const place of places) judge(place, place.resource!);
    for (const pod of resources.filter(({ type }) => pods.includes(type)))
      if (!places.some((place) => isIn(pod, place)))
        judge({ name: namespaceOf(pod), resource: undefined }, pod);
  },
});
