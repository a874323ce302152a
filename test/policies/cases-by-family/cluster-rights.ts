import { add, type Change, type PolicyCases } from "../cases";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Spec = Record<string, any>;

const role = (rule: Spec, type = "Role"): Change =>
  add({
    type: `kubernetes:rbac.authorization.k8s.io/v1:${type}`,
    name: "role",
    inputs: {
      metadata: { name: "role" },
      rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"], ...rule }],
    },
  });
const binding = (
  roleRef: Spec,
  subject: Spec = { kind: "ServiceAccount", name: "cache" },
  type = "RoleBinding",
) =>
  add({
    type: `kubernetes:rbac.authorization.k8s.io/v1:${type}`,
    name: "binding",
    inputs: { metadata: { name: "binding" }, roleRef, subjects: [subject] },
  });

/** Who may do what in the cluster; part of the Kubernetes family. */
export const clusterRights: Record<string, PolicyCases> = {
  "rbac-leaves-secrets-to-admins": {
    fail: {
      secrets: role({ resources: ["secrets"] }),
      "a program in a pod": role({ resources: ["pods/exec"], verbs: ["create"] }),
      "a program beside a pod's": role({ resources: ["pods/ephemeralcontainers"], verbs: ["patch"] }),
      "a pod of one's own": role({ verbs: ["create"], resources: ["pods"] }),
      "a job of one's own": role({ apiGroups: ["batch"], resources: ["jobs"], verbs: ["create"] }),
      "what is in a set": role({ apiGroups: ["apps"], resources: ["statefulsets"], verbs: ["patch"] }),
      tokens: role({ resources: ["serviceaccounts/token"], verbs: ["create"] }),
      "secrets of the cluster": role({ resources: ["secrets"] }, "ClusterRole"),
    },
    pass: {
      "logs and ends": role({ resources: ["pods/log", "jobs"], verbs: ["get", "delete"] }),
    },
  },
  "rbac-has-no-wildcard": {
    fail: {
      verbs: role({ verbs: ["*"] }),
      resources: role({ resources: ["*"] }),
      "parts of resources": role({ resources: ["pods/*"] }),
      groups: role({ apiGroups: ["*"] }),
      "of the cluster": role({ verbs: ["*"] }, "ClusterRole"),
      paths: role({ resources: undefined, nonResourceURLs: ["*"] }, "ClusterRole"),
      "rights of others": role({ verbs: ["impersonate"] }),
      "rights it has not": role({ verbs: ["escalate"] }),
      "the administrator": binding({ kind: "ClusterRole", name: "cluster-admin" }),
      "the administrator of all": binding(
        { kind: "ClusterRole", name: "cluster-admin" },
        undefined,
        "ClusterRoleBinding",
      ),
      everybody: binding({ kind: "Role", name: "role" }, { kind: "Group", name: "system:authenticated" }),
      "every account": binding(
        { kind: "Role", name: "role" },
        { kind: "Group", name: "system:serviceaccounts" },
      ),
    },
    pass: { "named one by one": role({}), "one to one": binding({ kind: "Role", name: "role" }) },
  },
};
