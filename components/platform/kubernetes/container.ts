import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { catalogue, type ImageKey } from "../images";
import type { Resources } from "../workload";
import type { Kubernetes } from "./kubernetes";

type Container = k8s.types.input.core.v1.Container;
type PodSpec = k8s.types.input.core.v1.PodSpec;

/** Share of a CPU limit that a node sets aside: what is asked for now and then is shared. */
const requestedShare = 0.5;

/** Cores that a node sets aside for a process. */
export const requestedCpus = ({ cpus }: Pick<Resources, "cpus">): number => cpus * requestedShare;

const millicores = (cpus: number): string => `${Math.round(cpus * 1000)}m`;

/** Requests and limits: memory is never shared, CPU is in part. */
export const resources = ({ memory, cpus }: Resources): Container["resources"] => ({
  requests: { memory, cpu: millicores(requestedCpus({ cpus })) },
  limits: { memory, cpu: millicores(cpus) },
});

/**
 * What every container has in common: nothing it does not need.
 * Source: kubernetes.io, "Pod Security Standards": restricted.
 */
export const hardened = (
  platform: Kubernetes,
  image: ImageKey,
  { writableRoot = false }: { writableRoot?: boolean } = {},
): Pick<Container, "image" | "imagePullPolicy" | "securityContext"> => ({
  image: platform.image(image),
  imagePullPolicy: "IfNotPresent",
  securityContext: {
    runAsUser: catalogue[image].user,
    runAsGroup: catalogue[image].group,
    runAsNonRoot: true,
    privileged: false,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: !writableRoot,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  },
});

/** What every pod has in common. @param group to which its volumes belong */
export const podBasics = (
  group: number,
): Pick<
  PodSpec,
  "automountServiceAccountToken" | "enableServiceLinks" | "securityContext" | "terminationGracePeriodSeconds"
> => ({
  automountServiceAccountToken: false,
  // Variables that name other services would tell a process of what it has no flow to.
  enableServiceLinks: false,
  securityContext: {
    runAsNonRoot: true,
    fsGroup: group,
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
  },
  // A database checkpoint fits.
  terminationGracePeriodSeconds: 60,
});

/** Plain settings, in an order that does not depend on how they were written. */
export const environment = (settings: Record<string, pulumi.Input<string>> = {}): Container["env"] =>
  Object.entries(settings)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));

/** The pod's own address, for what must listen on it and not on loopback too. */
export const podAddress = { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } };

const scratchName = (index: number) => `scratch-${index}`;

/** Directories in memory that the process may write to. */
export const scratch = (sizes: Record<string, string> = {}) => ({
  volumes: Object.values(sizes).map((sizeLimit, index) => ({
    name: scratchName(index),
    emptyDir: { medium: "Memory", sizeLimit },
  })),
  mounts: Object.keys(sizes).map((mountPath, index) => ({ name: scratchName(index), mountPath })),
});
