/** A cluster's resource as the stand-in for its operator reads it, after the API server has checked it. */
import type * as k8s from "@kubernetes/client-node";

interface Pods extends Pick<
  k8s.V1PodSpec,
  "affinity" | "tolerations" | "topologySpreadConstraints" | "priorityClassName"
> {
  replicas: number;
  minAvailable: number;
  metadata: { labels: Record<string, string> };
  resources: k8s.V1ResourceRequirements;
  securityContext: k8s.V1PodSecurityContext;
}

export interface InstanceSet extends Pods {
  name: string;
  dataVolumeClaimSpec: k8s.V1PersistentVolumeClaimSpec;
  walVolumeClaimSpec: k8s.V1PersistentVolumeClaimSpec;
}

interface Reference {
  name: string;
}
interface KeyReference extends Reference {
  key: string;
}

export interface ClusterSpec {
  clusterServiceDNSSuffix: string;
  pause: boolean;
  image: string;
  imagePullPolicy: string;
  port: number;
  secrets: Record<"customRootCATLSSecret" | "customTLSSecret" | "customReplicationTLSSecret", Reference>;
  users: { name: string; secretName: string }[];
  databaseInitSQL: KeyReference;
  instances: [InstanceSet];
  proxy: { pgBouncer: Pods & { image: string; customTLSSecret: Reference } };
  patroni: {
    dynamicConfiguration: {
      synchronous_mode: boolean;
      synchronous_node_count: number;
      postgresql: { parameters: Record<string, string>; pg_hba: string[] };
    };
  };
  extensions: { pg_tde: { vault: { tokenSecret: KeyReference; caSecret: KeyReference } } };
}

export interface ClusterResource extends k8s.KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; uid: string; generation: number };
  spec: ClusterSpec;
  status?: { observedGeneration?: number };
}
