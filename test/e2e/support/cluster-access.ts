import type { Attempt } from "./attempt";
import { clusterGrants } from "../../../components/security/cluster-roles";
import { networkZones, type NetworkZone } from "../../../components/platform/network-zones";
import { roles } from "../../../components/security/roles";
import type { ControlPlane } from "../../kubernetes/control-plane";

/** Everything that any rule speaks of, and what none may. */
const verbs = [
  "get",
  "list",
  "watch",
  "create",
  "delete",
  "patch",
  "update",
  "deletecollection",
  "impersonate",
];
const resources = [
  ["", "pods"],
  ["", "pods/log"],
  ["", "pods/exec"],
  ["", "secrets"],
  ["", "configmaps"],
  ["", "serviceaccounts"],
  ["apps", "statefulsets"],
  ["batch", "jobs"],
  ["rbac.authorization.k8s.io", "roles"],
] as const;

/** What the catalogue says. Another namespace, and the cluster itself, are nobody's. */
const isAllowed = (
  role: (typeof roles)[number],
  zone: NetworkZone | undefined,
  group: string,
  resource: string,
  verb: string,
) =>
  zone !== undefined &&
  (clusterGrants[role][zone] ?? []).some(
    (rule) => rule.group === group && rule.resources.includes(resource) && rule.verbs.includes(verb),
  );

/** Asks the API server what somebody of each role may do, verb by verb. */
export async function clusterAttempts(
  plane: ControlPlane,
  { prefix, zones }: { prefix: string; zones: readonly NetworkZone[] },
): Promise<Attempt[]> {
  const places = [
    ...networkZones
      .filter((zone) => zones.includes(zone))
      .map((zone) => [`${prefix}-${zone}`, zone] as const),
    ["kube-system", undefined] as const,
  ];
  const attempts: Attempt[] = [];
  for (const role of roles)
    for (const [namespace, zone] of places)
      for (const [group, resource] of resources)
        for (const verb of verbs) {
          const allowed = await plane.mayDo(`lakehouse:${role}`, { namespace, group, resource, verb });
          attempts.push({
            service: "kubernetes",
            principal: role,
            action: `${verb} ${resource} in ${namespace}`,
            expected: isAllowed(role, zone, group, resource, verb) ? "allowed" : "denied",
            seen: allowed ? "allowed" : "denied",
            detail: "",
          });
        }
  return attempts;
}
