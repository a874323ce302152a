import * as pulumi from "@pulumi/pulumi";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { meshNamespace, meshSettings, type MeshSettings } from "./mesh-settings";

type Client = typeof import("@kubernetes/client-node");

/** Which cluster is asked. */
export interface ClusterAddress {
  /** @default the kubeconfig's current context */
  context?: string | undefined;
}

/** A node, as far as placing pods on it matters. */
export interface ClusterNode {
  name: string;
  zone: string | undefined;
  /** What pods may ask for together. */
  allocatable: { cpu: string; memory: string };
  /** Whether new pods are placed on it. */
  schedulable: boolean;
}

/** A StorageClass of the cluster. */
export interface ClusterStorageClass {
  name: string;
  provisioner: string;
  parameters: Readonly<Record<string, string>>;
}

/** A ResourceQuota over all pods of a namespace. */
export interface ClusterQuota {
  namespace: string;
  name: string;
  /** By what is limited, such as `requests.cpu`. */
  hard: Readonly<Record<string, string>>;
}

/** What a cluster says of itself. */
export interface ClusterView {
  /** Such as `v1.34.1`. */
  version: string;
  nodes: readonly ClusterNode[];
  storageClasses: readonly ClusterStorageClass[];
  /** Served versions of custom resources by `<plural>.<group>`. */
  customResources: Readonly<Record<string, readonly string[]>>;
  /** Settings of Istio, where it is installed. */
  meshes: readonly MeshSettings[];
  /** What namespaces may ask for at most. */
  quotas: readonly ClusterQuota[];
  /** Release of the software that a custom resource is of, by the same names, where its definition says so. */
  releases: Readonly<Record<string, string>>;
}

/** Where a pod finds who it is. Source: kubernetes.io, "Accessing the Kubernetes API from a Pod". */
const accountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** Where a definition says of which release it is. Source: kubernetes.io, "Recommended Labels". */
const releaseLabel = "app.kubernetes.io/version";

/** Seconds a cluster may take to answer. */
const answerSeconds = 15;

/** Ends the program with what is wrong and how it is mended; nothing was created or changed. */
export function refuse(what: string, remedy: string): never {
  throw new pulumi.RunError(`${what}\n  Remedy: ${remedy}\nNothing was created or changed.`);
}

const zoneLabel = "topology.kubernetes.io/zone";

/**
 * Asks a cluster for what the stack needs of it.
 * @throws pulumi.RunError with the remedy when it does not answer
 */
export async function askCluster({ context }: ClusterAddress): Promise<ClusterView> {
  const client = await import("@kubernetes/client-node");
  const config = kubeconfig(client, context);
  const server = config.getCurrentCluster()?.server ?? "";
  const question = (async (): Promise<ClusterView> => {
    const core = config.makeApiClient(client.CoreV1Api);
    const [version, nodes, classes, definitions, settings, quotas] = await Promise.all([
      config.makeApiClient(client.VersionApi).getCode(),
      core.listNode(),
      config.makeApiClient(client.StorageV1Api).listStorageClass(),
      config.makeApiClient(client.ApiextensionsV1Api).listCustomResourceDefinition(),
      core.listNamespacedConfigMap({ namespace: meshNamespace }),
      core.listResourceQuotaForAllNamespaces(),
    ]);
    return {
      version: version.gitVersion,
      nodes: nodes.items.map(({ metadata, spec, status }) => ({
        name: metadata?.name ?? "",
        zone: metadata?.labels?.[zoneLabel],
        allocatable: {
          cpu: status?.allocatable?.["cpu"] ?? "0",
          memory: status?.allocatable?.["memory"] ?? "0",
        },
        schedulable: spec?.unschedulable !== true && isReady(status?.conditions),
      })),
      storageClasses: classes.items.map(({ metadata, provisioner, parameters }) => ({
        name: metadata?.name ?? "",
        provisioner,
        parameters: parameters ?? {},
      })),
      customResources: Object.fromEntries(
        definitions.items.map(({ metadata, spec }) => [
          metadata?.name ?? "",
          spec.versions.filter(({ served }) => served).map(({ name }) => name),
        ]),
      ),
      meshes: meshSettings(settings.items, client.loadYaml),
      quotas: quotas.items
        // One with scopes is of some of the pods alone.
        .filter(({ spec }) => !spec?.scopes && !spec?.scopeSelector)
        .map(({ metadata, spec }) => ({
          namespace: metadata?.namespace ?? "",
          name: metadata?.name ?? "",
          hard: spec?.hard ?? {},
        })),
      releases: Object.fromEntries(
        definitions.items.flatMap(({ metadata }) => {
          const release = metadata?.labels?.[releaseLabel];
          return release === undefined ? [] : [[metadata?.name ?? "", release]];
        }),
      ),
    };
  })();
  try {
    return await within(answerSeconds, question);
  } catch (error) {
    refuse(
      `The cluster ${server} does not answer as it should: ${reasonOf(error)}.`,
      "look at the kubeconfig (KUBECONFIG, lakehouse:kubernetes.context), at the way to that address, and at what its user " +
        "may read: nodes, storage classes, custom resource definitions, resource quotas and Istio's settings.",
    );
  }
}

const isReady = (conditions: readonly { type: string; status: string }[] = []): boolean =>
  conditions.some(({ type, status }) => type === "Ready" && status === "True");

/**
 * How a cluster is reached.
 * @throws pulumi.RunError with the remedy when nothing says so
 */
export function kubeconfig(client: Client, context: string | undefined) {
  const config = new client.KubeConfig();
  const { KUBECONFIG: named, HOME: home } = process.env;
  // In a pod of the cluster there is none, and none is needed. Elsewhere the client would ask a cluster on localhost.
  if (!named && !existsSync(join(home ?? "", ".kube", "config")) && !existsSync(accountToken))
    refuse(
      "There is no kubeconfig: KUBECONFIG is not set, and ~/.kube/config is not there.",
      "fetch the cluster's, as its provider says, and name it in KUBECONFIG.",
    );
  try {
    config.loadFromDefault();
  } catch (error) {
    refuse(
      `The kubeconfig cannot be read: ${reasonOf(error)}.`,
      "name a good one in KUBECONFIG, or mend ~/.kube/config.",
    );
  }
  const names = config.getContexts().map(({ name }) => name);
  if (context !== undefined && !names.includes(context))
    refuse(
      `lakehouse:kubernetes.context is ${JSON.stringify(context)}, and the kubeconfig has no such context.`,
      `use one of it (${names.join(", ") || "it has none"}), or name another file in KUBECONFIG.`,
    );
  if (context !== undefined) config.setCurrentContext(context);
  return config;
}

async function within<T>(seconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${seconds} seconds`)), seconds * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A sentence of an error of the client, without the answer's body: it may hold what should not be shown. */
function reasonOf(error: unknown): string {
  const { code, message, cause } = error as { code?: number | string; message?: string; cause?: Error };
  if (typeof code === "number")
    return `it answered ${code} (${code === 401 ? "who are you?" : code === 403 ? "not allowed" : "refused"})`;
  return (cause?.message ?? message ?? String(error)).split("\n")[0]!.replace(/\.$/, "");
}
