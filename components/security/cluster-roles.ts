/**
 * What each of the four roles may do in a Kubernetes cluster, as data: by network zone, never for the whole cluster.
 * Source: authorisation levels of the architecture (R14).
 */
import type { NetworkZone } from "../platform/network-zones";
import type { Role } from "./roles";

/** Resources of an API group, and what may be done with them. */
export interface ClusterRule {
  /** Name of the API group; empty for the core. */
  group: string;
  resources: readonly string[];
  verbs: readonly string[];
}

const look = ["get", "list", "watch"];

/** Whether things run, without what is in them. */
const seeing: ClusterRule[] = [
  { group: "", resources: ["events", "persistentvolumeclaims", "pods", "services"], verbs: look },
  { group: "apps", resources: ["deployments", "statefulsets"], verbs: look },
  { group: "autoscaling", resources: ["horizontalpodautoscalers"], verbs: look },
  { group: "batch", resources: ["cronjobs", "jobs"], verbs: look },
];

/** What processes say. */
const reading: ClusterRule[] = [{ group: "", resources: ["pods/log"], verbs: ["get"] }];

/** Runs ended by hand; what is due is made anew by whoever makes it. Who makes jobs could mount every secret beside them. */
const ending: ClusterRule[] = [{ group: "batch", resources: ["jobs"], verbs: ["delete"] }];

/** Everything an operator does by hand. What the program declares is the program's to change. */
const operating: ClusterRule[] = [
  { group: "", resources: ["configmaps", "secrets"], verbs: look },
  { group: "", resources: ["pods"], verbs: ["delete"] },
  { group: "", resources: ["pods/eviction", "pods/exec", "pods/portforward"], verbs: ["create"] },
  { group: "batch", resources: ["jobs"], verbs: ["create"] },
  { group: "apps", resources: ["deployments/scale", "statefulsets/scale"], verbs: ["patch", "update"] },
  { group: "apps", resources: ["deployments", "statefulsets"], verbs: ["patch"] },
  { group: "networking.k8s.io", resources: ["networkpolicies"], verbs: look },
  { group: "policy", resources: ["poddisruptionbudgets"], verbs: look },
];

const everything = [...seeing, ...reading, ...ending, ...operating];

/** Rules by role and zone; a role without any has no access to the cluster. */
export const clusterGrants: Record<Role, Partial<Record<NetworkZone, readonly ClusterRule[]>>> = {
  admin: {
    edge: everything,
    application: everything,
    data: everything,
    observability: everything,
    system: everything,
  },
  "data-engineer": { application: [...seeing, ...reading, ...ending], data: seeing },
  analyst: {},
  viewer: {},
};
