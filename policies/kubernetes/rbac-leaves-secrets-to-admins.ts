import { resourcePolicy } from "../lib/policy";
import { roleOf, serverName } from "../lib/roles";
import { known, list } from "../lib/values";

const group = "kubernetes:rbac.authorization.k8s.io/v1";

/** Resources by which one reads what a namespace keeps secret: as they are, or from within a pod that mounts them. */
const doors: Record<string, readonly string[]> = {
  secrets: ["get", "list", "watch"],
  "serviceaccounts/token": ["create"],
  "pods/exec": ["create", "get"],
  "pods/attach": ["create", "get"],
  "pods/ephemeralcontainers": ["patch", "update"],
  "pods/portforward": ["create", "get"],
  ...Object.fromEntries(
    ["pods", "jobs", "cronjobs", "deployments", "statefulsets", "daemonsets", "replicasets"].map((kind) => [
      kind,
      ["create", "patch", "update"],
    ]),
  ),
};

export default resourcePolicy({
  name: "rbac-leaves-secrets-to-admins",
  severity: "critical",
  types: ["Role", "ClusterRole"].map((kind) => `${group}:${kind}`),
  reason:
    "Who reads Secrets, runs programs in pods or makes pods of their own has every password and key of the namespace.",
  remedy:
    "Give these to the role `admin` alone; to others let them see that things run, read logs and delete what has failed.",
  judge({ name, props }, report) {
    const own = known(() => props["metadata"]?.["name"] as string | undefined);
    if (roleOf(own ?? serverName({ name, props })) === "admin") return;
    for (const rule of list<Record<string, string[]>>(props["rules"]))
      for (const resource of list(rule["resources"]))
        for (const verb of list(rule["verbs"]).filter((each) => doors[resource]?.includes(each)))
          report(`lets somebody ${verb} ${resource}`);
  },
});
