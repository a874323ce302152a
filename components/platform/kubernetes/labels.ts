import type * as pulumi from "@pulumi/pulumi";
import type { Kubernetes } from "./kubernetes";

export type Labels = Record<string, string>;

/** Label by which a workload's pods are found, and by which flows are told apart. */
export const workloadLabel = "lakehouse.io/workload";

/** Kubernetes' own names for what an object is part of. Source: kubernetes.io, "Recommended Labels". */
export const part = (workload: string): Labels => ({
  "app.kubernetes.io/name": workload,
  [workloadLabel]: workload,
});

/** Selects the pods of a workload; never changed, as selectors are immutable. */
export const selector = (workload: string): Labels => ({ [workloadLabel]: workload });

/** Name of the service that gives every pod of a workload a name of its own. */
export const peersOf = (workload: string): string => `${workload}-peers`;

/** A domain in the forms in which a service is asked for: its first labels, so many of them, and the whole. */
export function formsOf(domain: string, counts: readonly number[]): string[] {
  const labels = domain.split(".");
  return [...counts, labels.length].map((count) => labels.slice(0, count).join("."));
}

/** Name, namespace and labels of an object. */
export const metadata = (
  platform: Kubernetes,
  namespace: pulumi.Input<string> | undefined,
  name: string,
  labels: Labels = {},
) => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  labels: {
    "app.kubernetes.io/managed-by": "pulumi",
    "app.kubernetes.io/part-of": platform.args.prefix,
    ...labels,
  },
});
