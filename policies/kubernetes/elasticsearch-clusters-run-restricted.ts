import { searchClusterPolicy, type NodeSetView } from "../lib/elasticsearch-cluster";
import type { Spec } from "../lib/pod";
import { isNothing } from "../lib/quantity";
import { list } from "../lib/values";

/** What stands in the place of what the operator makes restricted, or beside it. */
const replaced = [
  "securityContext",
  "command",
  "args",
  "image",
  "lifecycle",
  "readinessProbe",
  "volumeMounts",
];

const isMemory = (volume: Spec): boolean => volume["emptyDir"]?.["medium"] === "Memory";

function* mistakesOf({ pod, containers, server, claims }: NodeSetView): Generator<string> {
  const security: Spec = pod["securityContext"] ?? {};
  if (security["runAsNonRoot"] !== true || security["runAsUser"] === 0) yield "may run as root";
  if ([security["runAsGroup"], security["fsGroup"]].includes(0)) yield "is in root's group";
  if (list(security["supplementalGroups"]).length > 0) yield "is in further groups";
  if (security["seccompProfile"]?.["type"] !== "RuntimeDefault") yield "has every system call";
  if (pod["automountServiceAccountToken"] !== false) yield "may ask the API server";
  if (!pod["priorityClassName"]) yield "has no priority class";
  for (const key of ["hostNetwork", "hostPID", "hostIPC"]) if (pod[key]) yield `shares its node's ${key}`;
  if (containers.length > 1 || list(pod["initContainers"]).length > 0)
    yield "has containers that nobody judges";
  for (const key of replaced) if (key in server) yield `has ${key} of its own`;
  if (!list<Spec>(pod["volumes"]).every(isMemory)) yield "has volumes other than memory";
  if (!claims.some((claim) => claim["metadata"]?.["name"] === "elasticsearch-data"))
    yield "keeps its data on its node";
  for (const side of ["requests", "limits"])
    for (const resource of ["cpu", "memory"])
      if (isNothing(server["resources"]?.[side]?.[resource])) yield `has no ${side} of ${resource}`;
}

export default searchClusterPolicy({
  name: "elasticsearch-clusters-run-restricted",
  severity: "high",
  reason: "What the operator makes is restricted until something that is given stands in its place.",
  remedy:
    "Give runAsNonRoot, seccompProfile RuntimeDefault, a priorityClassName, no API token, requests and limits, and the claim elasticsearch-data; add nothing.",
  judge(cluster, report) {
    for (const set of cluster.sets) for (const mistake of mistakesOf(set)) report(`${set.name} ${mistake}`);
  },
});
