import type { Spec } from "../lib/pod";
import { isNothing } from "../lib/quantity";
import { postgresqlClusterPolicy, type ClusterPods, type ClusterView } from "../lib/postgresql-cluster";
import { list } from "../lib/values";

/** Containers by where the operator is told of their resources. */
const containersOf = ({ spec, sets, poolers }: ClusterView): [string, Spec][] => [
  ["initContainer", (spec["initContainer"] ?? {}) as Spec],
  ...[...sets, ...poolers].flatMap(({ name, spec }): [string, Spec][] => [
    [name, spec],
    [
      `the helper of ${name}`,
      (spec["containers"]?.["replicaCertCopy"] ?? spec["containers"]?.["pgbouncerConfig"] ?? {}) as Spec,
    ],
  ]),
];

/** Lists of containers that are added as they are, past every other policy. */
const additions = ["initContainers", "sidecars"] as const;

function* mistakesOf({ name, spec }: ClusterPods): Generator<string> {
  const security: Spec = spec["securityContext"] ?? {};
  if (security["runAsNonRoot"] !== true || security["runAsUser"] === 0) yield `${name} may run as root`;
  if ([security["runAsGroup"], security["fsGroup"]].includes(0)) yield `${name} is in root's group`;
  if (security["seccompProfile"]?.["type"] !== "RuntimeDefault") yield `${name} has every system call`;
  if (!spec["priorityClassName"]) yield `${name} has no priority class`;
  for (const key of additions) if (list(spec[key]).length > 0) yield `${name} has ${key} that nobody judges`;
}

export default postgresqlClusterPolicy({
  name: "postgresql-clusters-run-restricted",
  severity: "high",
  reason:
    "The operator's own containers are restricted and unlimited; what is given to it stands in their place.",
  remedy:
    "Give runAsNonRoot, seccompProfile RuntimeDefault, a priorityClassName, and requests and limits of every container; add none.",
  judge(cluster, report) {
    for (const pods of [...cluster.sets, ...cluster.poolers])
      for (const mistake of mistakesOf(pods)) report(mistake);
    for (const [at, { resources }] of containersOf(cluster))
      for (const side of ["requests", "limits"])
        for (const resource of ["cpu", "memory"])
          if (isNothing(resources?.[side]?.[resource])) report(`${at} has no ${side} of ${resource}`);
  },
});
