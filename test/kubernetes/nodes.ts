/** Nodes that kwok plays, in availability zones, and volumes for the claims of their pods. */
import * as k8s from "@kubernetes/client-node";
import { setTimeout as sleep } from "node:timers/promises";

export const fakeNode = { "kwok.x-k8s.io/node": "fake" };
const zoneLabel = "topology.kubernetes.io/zone";
const size = { cpu: "16", memory: "64Gi", pods: "110" };

/** A node as kwok takes it over. */
const node = (name: string, zone: string, taints: readonly k8s.V1Taint[]): k8s.V1Node => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: {
    name,
    annotations: fakeNode,
    labels: {
      ...fakeNode,
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": name,
      "kubernetes.io/os": "linux",
      [zoneLabel]: zone,
    },
  },
  spec: { taints: [...taints] },
  status: {
    capacity: size,
    allocatable: size,
    nodeInfo: {
      kubeletVersion: "kwok",
      operatingSystem: "linux",
      architecture: "amd64",
    } as k8s.V1NodeSystemInfo,
  },
});

/** Gives each balancer an address that leads nowhere (RFC 5737), as a cloud would give one that does. */
export function balanceLoads(config: k8s.KubeConfig): () => Promise<void> {
  const core = config.makeApiClient(k8s.CoreV1Api);
  const balance = async ({ metadata, spec, status }: k8s.V1Service) => {
    if (spec?.type !== "LoadBalancer" || status?.loadBalancer?.ingress) return;
    const { name, namespace } = metadata as { name: string; namespace: string };
    const body = [{ op: "add", path: "/status/loadBalancer", value: { ingress: [{ ip: "198.51.100.1" }] } }];
    await core.patchNamespacedServiceStatus({ name, namespace, body }).catch((error: { code?: number }) => {
      // It went in between.
      if (error.code !== 404) throw error;
    });
  };
  return repeat(async () => {
    const { items } = await core.listServiceForAllNamespaces();
    for (const service of items) await balance(service);
  });
}

/** Makes nodes, by name of the node its zone. */
export async function createNodes(
  config: k8s.KubeConfig,
  zones: Record<string, string>,
  taints: readonly k8s.V1Taint[] = [],
): Promise<void> {
  const core = config.makeApiClient(k8s.CoreV1Api);
  for (const [name, zone] of Object.entries(zones)) await core.createNode({ body: node(name, zone, taints) });
}

/** Where a claim's volume is: a part of its specification. */
export type VolumeStore = (
  claim: k8s.V1PersistentVolumeClaim,
  node: k8s.V1Node,
  driver: string,
) => Pick<k8s.V1PersistentVolumeSpec, "csi" | "local" | "nodeAffinity">;

/** To be reached from the nodes that have a label's value in common. */
export const withinReach = (key: string, { metadata }: k8s.V1Node): k8s.V1VolumeNodeAffinity => ({
  required: {
    nodeSelectorTerms: [{ matchExpressions: [{ key, operator: "In", values: [metadata!.labels![key]!] }] }],
  },
});

/** As a drive of a cloud's: it belongs to a zone. */
const cloudDrive: VolumeStore = ({ metadata }, node, driver) => ({
  csi: { driver, volumeHandle: metadata!.uid! },
  nodeAffinity: withinReach(zoneLabel, node),
});

/**
 * Plays a CSI driver: makes a volume for each claim whose pod has been placed, for that node.
 * @returns what ends it
 */
export function provisionVolumes(
  config: k8s.KubeConfig,
  provisioner: string,
  store: VolumeStore = cloudDrive,
): () => Promise<void> {
  const core = config.makeApiClient(k8s.CoreV1Api);
  const storage = config.makeApiClient(k8s.StorageV1Api);
  const provision = async (claim: k8s.V1PersistentVolumeClaim) => {
    const selected = claim.metadata?.annotations?.["volume.kubernetes.io/selected-node"];
    if (!selected || claim.spec?.volumeName) return;
    const of = await storage.readStorageClass({ name: claim.spec!.storageClassName! });
    if (of.provisioner !== provisioner) return;
    const node = await core.readNode({ name: selected });
    const body: k8s.V1PersistentVolume = {
      metadata: { name: `pv-${claim.metadata!.uid}` },
      spec: {
        accessModes: claim.spec!.accessModes,
        capacity: claim.spec!.resources!.requests!,
        storageClassName: of.metadata!.name,
        persistentVolumeReclaimPolicy: of.reclaimPolicy,
        claimRef: {
          apiVersion: "v1",
          kind: "PersistentVolumeClaim",
          name: claim.metadata!.name,
          namespace: claim.metadata!.namespace,
          uid: claim.metadata!.uid,
        },
        ...store(claim, node, provisioner),
      },
    };
    await core.createPersistentVolume({ body }).catch((error: { code?: number }) => {
      // Seen twice before its claim was bound.
      if (error.code !== 409) throw error;
    });
  };
  return repeat(async () => {
    const { items } = await core.listPersistentVolumeClaimForAllNamespaces();
    for (const claim of items) await provision(claim);
  });
}

/** Does something again and again; what it gives ends that. */
function repeat(body: () => Promise<void>): () => Promise<void> {
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      await body();
      await sleep(300);
    }
  })();
  return async () => {
    stopped = true;
    await loop;
  };
}
