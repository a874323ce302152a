import type { Labels } from "../../../platform/kubernetes/labels";

/** What the operator calls the parts of a cluster, by the cluster's name. Source: its pkg/apis/elasticsearch/v1/name.go. */

/** Name of the only set of nodes. */
export const nodeSet = "nodes";

/** Name of the volume that holds data; the operator mounts it where the image keeps it. */
export const dataVolume = "elasticsearch-data";

/** Volumes of the operator's that take no more than they are told of, once they are told. */
export const scratchVolumes = { "elasticsearch-logs": "16Mi", "tmp-volume": "64Mi" };

/** The container that the operator makes of the server. */
export const serverContainer = "elasticsearch";

/** The operator's own services: in front of every node, and in front of those that are ready. */
export const services = (cluster: string): string[] => [`${cluster}-es-http`, `${cluster}-es-internal-http`];

/** An operator that is told to look at few objects looks at those with this label. */
export const watched: Labels = { "eck.k8s.elastic.co/watched": "true" };

/** Labels of the operator's pods: by its manifests, and by its chart. Source: deploy/eck-operator/templates/_helpers.tpl. */
export const operatorPods: readonly Labels[] = [
  { "control-plane": "elastic-operator" },
  { "app.kubernetes.io/name": "elastic-operator" },
];

/** Pods that the operator keeps from starting their server, where the annotation names them. */
export const suspendAnnotation = "eck.k8s.elastic.co/suspend";

/** Names of a cluster's pods. */
export const podNames = (cluster: string, nodes: number): string[] =>
  Array.from({ length: nodes }, (_, index) => `${cluster}-es-${nodeSet}-${index}`);
