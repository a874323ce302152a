import { resourcePolicy } from "../lib/policy";
import { list } from "../lib/values";

const group = "kubernetes:rbac.authorization.k8s.io/v1";
/** Verbs by which one gets the rights of others. */
const climbing = ["*", "escalate", "bind", "impersonate"];

export default resourcePolicy({
  name: "rbac-has-no-wildcard",
  severity: "critical",
  types: ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"].map((kind) => `${group}:${kind}`),
  reason: "`*` is every right there is and every one there will be, secrets of all workloads among them.",
  remedy: "Name verbs, groups and resources one by one; bind neither cluster-admin nor everybody.",
  judge({ props }, report) {
    for (const rule of list<Record<string, string[]>>(props["rules"])) {
      for (const key of ["apiGroups", "resources", "nonResourceURLs"])
        if (list(rule[key]).some((word) => word.includes("*"))) report(`has a wildcard among ${key}`);
      for (const verb of list(rule["verbs"])) if (climbing.includes(verb)) report(`gives the verb ${verb}`);
    }
    if (props["roleRef"]?.["name"] === "cluster-admin") report("makes somebody administrator of the cluster");
    for (const { name } of list<{ name?: string }>(props["subjects"]))
      if (/^system:(anonymous|unauthenticated|authenticated|serviceaccounts$)/.test(name ?? ""))
        report(`binds a role to ${name}`);
  },
});
