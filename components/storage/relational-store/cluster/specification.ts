import type * as pulumi from "@pulumi/pulumi";
import { catalogue } from "../../../platform/images";
import type { Demand } from "../../../platform/kubernetes/capacity";
import { podBasics, requestedCpus, resources } from "../../../platform/kubernetes/container";
import type { Kubernetes } from "../../../platform/kubernetes/kubernetes";
import { selector, type Labels } from "../../../platform/kubernetes/labels";
import { spread } from "../../../platform/kubernetes/placement";
import { quantity } from "../../../platform/quantity";
import type { Resources } from "../../../platform/workload";
import type { ServerArgs } from "../server";
import { port } from "../server";
import type { ClusterCredentials, KeyStore } from "./credentials";
import { architecture, clusterImages, operatorVersion } from "./images";
import { instanceSet, poolerOf } from "./names";
import { dynamicConfiguration } from "./patroni";

export interface SpecificationArgs extends Pick<ServerArgs, "memory" | "cpus" | "maxConnections"> {
  platform: Kubernetes;
  workload: string;
  /** Servers, each in another zone as far as there are. */
  instances: number;
  /** Size of each server's drive for data. */
  dataSize: string;
  /** Size of its drive for the write-ahead log. */
  walSize: string;
  keyStore: Pick<KeyStore, "address" | "mount">;
  credentials: Pick<
    ClusterCredentials,
    "administrator" | "authority" | "server" | "replication" | "pooler" | "keyStore"
  >;
  /** ConfigMap and key of the SQL that is run once. */
  initialSql: { name: pulumi.Input<string>; key: string };
}

/** PgBouncer's processes. */
const poolers = 3;
const poolerResources = { memory: "128Mi", cpus: 0.5 };

/** What each container that only copies or reloads files takes. */
const helperResources = { memory: "64Mi", cpus: 0.1 };
const helper = { resources: resources(helperResources) };

/** What the pods ask of the cluster's nodes; none while the stack is stopped. */
export function clusterDemands({ platform, workload, instances, ...args }: SpecificationArgs): Demand[] {
  const isStopped = platform.lifecycle === "stopped";
  const of = (name: string, pods: number, own: Resources, storage: readonly string[]): Demand => ({
    workload: name,
    pods: isStopped ? 0 : pods,
    cpus: requestedCpus(own) + requestedCpus(helperResources),
    memory: quantity(own.memory) + quantity(helperResources.memory),
    storage: storage.reduce((sum, size) => sum + quantity(size), 0),
  });
  return [
    of(workload, instances, args, [args.dataSize, args.walSize]),
    of(poolerOf(workload), poolers, poolerResources, []),
  ];
}

/** PgBouncer: TLS 1.3 to clients and to servers. Source: pgbouncer.org, "Configuration". */
const poolerSettings = {
  client_tls_protocols: "tlsv1.3",
  client_tls_sslmode: "require",
  max_prepared_statements: "200",
  pool_mode: "transaction",
  server_tls_protocols: "tlsv1.3",
};

/** How many may be away at once: one. */
const allButOne = (replicas: number) => replicas - 1;

/** Labels of the operator's pods: flows find them, and a mesh leaves them alone. */
const podLabels = (workload: string): Labels => ({
  ...selector(workload),
  "sidecar.istio.io/inject": "false",
});

/** What the digests of the images run on. */
const nodeAffinity = {
  requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: [
      { matchExpressions: [{ key: "kubernetes.io/arch", operator: "In", values: [architecture] }] },
    ],
  },
};

/** Where pods go, and what they may do there. */
function pods(platform: Kubernetes, workload: string, { data }: { data: boolean }) {
  const { affinity, ...rest } = spread(workload, { data, rollout: !data });
  const { user, group } = catalogue.postgresql;
  const { securityContext } = podBasics(group);
  return {
    metadata: { labels: podLabels(workload) },
    ...rest,
    affinity: { ...(affinity as object), nodeAffinity },
    priorityClassName: platform.priorities.of(platform.zoneOf(workload)),
    securityContext: data
      ? { ...(securityContext as object), runAsUser: user, runAsGroup: group }
      : { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  };
}

/** Networks from which clients come: what is forwarded arrives inside the pod. */
const clientsOf = ({ args: { podNetworks, administration } }: Kubernetes): string[] => [
  ...podNetworks,
  ...(administration.forwarded ? ["127.0.0.1/32", "::1/128"] : []),
];

/**
 * What the operator is to run. A field it does not know would be dropped in silence by an older one.
 * Source: the definition of PerconaPGCluster (pgv2.percona.com/v2) in the operator's repository.
 */
export function specification(args: SpecificationArgs): Record<string, unknown> {
  const { platform, workload, instances, keyStore, credentials } = args;
  const images = clusterImages(platform.args.images, platform);
  const claim = (storage: string) => ({
    storageClassName: platform.storageClass.className,
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage } },
  });
  return {
    crVersion: operatorVersion,
    clusterServiceDNSSuffix: platform.args.clusterDomain ?? "cluster.local",
    // Claims stay, and what they hold.
    pause: platform.lifecycle === "stopped",
    image: images.postgresql,
    imagePullPolicy: "IfNotPresent",
    initContainer: { image: images.operator, ...helper },
    postgresVersion: 17,
    port,
    tlsOnly: true,
    tls: { certManagementPolicy: "operatorProvidedOnly" },
    secrets: {
      customRootCATLSSecret: {
        name: credentials.authority,
        items: ["root.crt", "root.key"].map((key) => ({ key, path: key })),
      },
      customTLSSecret: { name: credentials.server },
      customReplicationTLSSecret: { name: credentials.replication },
    },
    // Roles, databases and grants are the role catalogue's; the operator knows the administrator alone.
    autoCreateUserSchema: false,
    users: [{ name: "postgres", secretName: credentials.administrator }],
    databaseInitSQL: args.initialSql,
    instances: [
      {
        name: instanceSet,
        replicas: instances,
        minAvailable: allButOne(instances),
        ...pods(platform, workload, { data: true }),
        resources: resources(args),
        containers: { replicaCertCopy: helper },
        dataVolumeClaimSpec: claim(args.dataSize),
        walVolumeClaimSpec: claim(args.walSize),
      },
    ],
    proxy: {
      pgBouncer: {
        image: images.pooler,
        replicas: poolers,
        minAvailable: allButOne(poolers),
        exposeSuperusers: false,
        customTLSSecret: { name: credentials.pooler },
        ...pods(platform, poolerOf(workload), { data: false }),
        resources: resources(poolerResources),
        containers: { pgbouncerConfig: helper },
        config: { global: poolerSettings },
      },
    },
    backups: { enabled: false },
    patroni: {
      dynamicConfiguration: dynamicConfiguration({ ...args, clients: clientsOf(platform) }),
    },
    extensions: {
      pg_tde: {
        enabled: true,
        walEncryption: true,
        vault: {
          host: keyStore.address,
          mountPath: keyStore.mount,
          tokenSecret: { name: credentials.keyStore, key: "token" },
          caSecret: { name: credentials.keyStore, key: "ca.crt" },
        },
      },
    },
  };
}
