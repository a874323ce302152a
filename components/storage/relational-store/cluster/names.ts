/** What the operator calls the parts of a cluster, by the cluster's name. Source: its internal/naming. */

const prefix = "postgres-operator.crunchydata.com";

/** Label by which the operator knows what belongs to a cluster, and whose changes it follows. */
export const clusterLabel = (cluster: string) => ({ [`${prefix}/cluster`]: cluster });

/** Labels of the pod that takes writes at the moment: Patroni moves the second one. */
export const primaryLabels = (cluster: string) => ({
  ...clusterLabel(cluster),
  [`${prefix}/role`]: "primary",
});

/** Name of the only set of instances. */
export const instanceSet = "instances";

/** Workload that the pooler's pods are. */
export const poolerOf = (workload: string): string => `${workload}-pooler`;

/** Role by which replicas follow the primary; the operator's rules know it by its certificate. */
export const replicationUser = "_crunchyrepl";

/** The operator's own services, under which its parts ask each other. */
export const services = (cluster: string) => ({
  server: [`${cluster}-primary`, `${cluster}-replicas`, `${cluster}-ha`],
  pooler: `${cluster}-pgbouncer`,
});
