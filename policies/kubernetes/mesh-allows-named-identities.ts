import { isIn, meshedNamespaces } from "../lib/namespace";
import { namespaceType, selectsAll, type Spec } from "../lib/pod";
import { stackPolicy, type StackSubject } from "../lib/policy";
import { list } from "../lib/values";

const types = ["v1", "v1beta1"].map(
  (version) => `kubernetes:security.istio.io/${version}:AuthorizationPolicy`,
);

/** `cluster.local/ns/lakehouse-prod-edge/sa/edge`. */
const identity = /^[\w.-]+\/ns\/[a-z0-9-]+\/sa\/[a-z0-9.-]+$/;

/** Lets nobody in, and so keeps out whoever no other policy lets in. Source: Istio, allow-nothing. */
const deniesAll = ({ props }: StackSubject) => {
  const spec: Spec = props["spec"] ?? {};
  const selectsSome = spec["selector"] !== undefined || spec["targetRefs"] !== undefined;
  return !selectsSome && (spec["action"] ?? "ALLOW") === "ALLOW" && list(spec["rules"]).length === 0;
};

function* mistakesOf(rule: Spec): Generator<string> {
  const from = list<Spec>(rule["from"]);
  const to = list<Spec>(rule["to"]);
  if (from.length === 0) yield "lets in anybody";
  for (const { source } of from) {
    const principals = list<string>(source?.["principals"]);
    if (principals.length === 0) yield "lets in whoever has no identity";
    for (const principal of principals.filter((each) => !identity.test(each)))
      yield `lets in ${principal}, which is no full identity`;
  }
  if (to.length === 0 || to.some(({ operation }) => list(operation?.["ports"]).length === 0))
    yield "leads to every port";
}

export default stackPolicy({
  name: "mesh-allows-named-identities",
  severity: "critical",
  types: [namespaceType, ...types],
  reason: "In a mesh whoever has any certificate of it comes in, until a policy says who may.",
  remedy:
    "Give each namespace of the mesh an AuthorizationPolicy with an empty spec, and allow whole principals on named ports of selected pods alone.",
  judge(resources, report) {
    const policies = resources.filter(({ type }) => types.includes(type));
    for (const place of meshedNamespaces(resources))
      if (!policies.some((policy) => deniesAll(policy) && isIn(policy, place)))
        report("has no AuthorizationPolicy that lets nobody in", place.resource);
    for (const policy of policies) {
      const { action = "ALLOW", rules } = policy.props["spec"] ?? {};
      if (action === "CUSTOM") report("leaves it to another who may come in", policy);
      if (action !== "ALLOW") continue;
      const { selector } = policy.props["spec"] ?? {};
      if (list(rules).length > 0 && selectsAll(selector as Spec))
        report("leads to every pod of its namespace", policy);
      for (const rule of list<Spec>(rules)) for (const mistake of mistakesOf(rule)) report(mistake, policy);
    }
  },
});
