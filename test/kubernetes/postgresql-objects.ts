/** What the operator makes of a cluster's resource: pods, claims, services. Source: its internal/controller and internal/naming. */
import type * as k8s from "@kubernetes/client-node";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClusterResource } from "./postgresql-resource";

const prefix = "postgres-operator.crunchydata.com";
const restricted = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

export const clusterLabel = ({ metadata }: ClusterResource) => ({ [`${prefix}/cluster`]: metadata.name });
export const roleLabel = `${prefix}/role`;

/** Name of an instance's StatefulSet: the operator's ends in four random characters, here in its number. */
export const instanceName = ({ metadata, spec }: ClusterResource, index: number): string =>
  `${metadata.name}-${spec.instances[0].name}-${String(index).padStart(4, "0")}`;
export const podName = (cluster: ClusterResource, index: number) => `${instanceName(cluster, index)}-0`;
/** The one that is the primary for good: nothing is promoted here. */
export const primary = 0;

export const indexes = ({ spec }: ClusterResource): number[] =>
  Array.from({ length: spec.instances[0].replicas }, (_, index) => index);

/** What goes away with the cluster. */
const owned = (cluster: ClusterResource, name: string, labels: Record<string, string> = {}) => ({
  name,
  namespace: cluster.metadata.namespace,
  labels: { ...clusterLabel(cluster), ...labels },
  ownerReferences: [
    {
      apiVersion: cluster.apiVersion,
      kind: cluster.kind,
      name: cluster.metadata.name,
      uid: cluster.metadata.uid,
    },
  ],
});

const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** The files of every server: what Patroni and the operator write, from the resource alone. */
function configuration(cluster: ClusterResource): Record<string, string> {
  const { parameters, pg_hba } = cluster.spec.patroni.dynamicConfiguration.postgresql;
  const given = {
    ...parameters,
    listen_addresses: "*",
    port: String(cluster.spec.port),
    unix_socket_directories: "/tmp",
    ssl: "on",
    ssl_cert_file: "/pgconf/tls/tls.crt",
    ssl_key_file: "/pgconf/tls/tls.key",
    ssl_ca_file: "/pgconf/tls/ca.crt",
    shared_preload_libraries: "pg_tde",
  };
  const mandatory = [
    "local all postgres peer",
    "hostssl replication,postgres _crunchyrepl all cert",
    "host all _crunchyrepl all reject",
  ];
  return {
    "postgresql.conf": Object.entries(given)
      .map(([name, value]) => `${name} = ${quoted(value)}\n`)
      .join(""),
    "pg_hba.conf": `${[...mandatory, ...pg_hba].join("\n")}\n`,
    "start.sh": readFileSync(join(__dirname, "postgresql-instance.sh"), "utf8"),
  };
}

function instance(cluster: ClusterResource, index: number) {
  const { spec, metadata } = cluster;
  const [set] = spec.instances;
  const name = instanceName(cluster, index);
  const labels = {
    ...clusterLabel(cluster),
    [`${prefix}/instance-set`]: set.name,
    [`${prefix}/instance`]: name,
    [`${prefix}/data`]: "postgres",
    [`${prefix}/patroni`]: `${metadata.name}-ha`,
  };
  const { runAsUser, runAsGroup } = set.securityContext;
  const domain = `${metadata.name}-pods.${metadata.namespace}.svc.${spec.clusterServiceDNSSuffix}`;
  const files = (paths: string[], mode: number, directory = "") =>
    paths.map((path) => ({ key: path, path: `${directory}${path}`, mode }));
  const pair = ["ca.crt", "tls.crt", "tls.key"];
  const { customTLSSecret, customReplicationTLSSecret } = spec.secrets;
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: owned(cluster, name, labels),
    spec: {
      serviceName: `${metadata.name}-pods`,
      replicas: spec.pause ? 0 : 1,
      // Who of them may go is for the operator to say: the primary last.
      updateStrategy: { type: "OnDelete" },
      selector: {
        matchLabels: { ...clusterLabel(cluster), [`${prefix}/instance`]: name },
      },
      template: {
        metadata: {
          labels: { ...set.metadata.labels, ...labels },
          annotations: { "kubectl.kubernetes.io/default-container": "database" },
        },
        spec: {
          serviceAccountName: `${metadata.name}-instance`,
          // Patroni's way to the API server, which nothing here asks.
          automountServiceAccountToken: false,
          securityContext: set.securityContext,
          affinity: set.affinity,
          tolerations: set.tolerations,
          topologySpreadConstraints: set.topologySpreadConstraints,
          priorityClassName: set.priorityClassName,
          containers: [
            {
              name: "database",
              image: spec.image,
              imagePullPolicy: spec.imagePullPolicy,
              command: ["bash", "/pgconf/start.sh"],
              env: [
                { name: "INSTANCE", value: name },
                { name: "PRIMARY", value: `${podName(cluster, primary)}.${domain}` },
                { name: "ROLE", value: index === primary ? "primary" : "replica" },
              ],
              ports: [{ name: "postgres", containerPort: spec.port }],
              resources: set.resources,
              securityContext: { ...restricted, runAsUser, runAsGroup },
              readinessProbe: {
                exec: { command: ["pg_isready", "--quiet", "--host=/tmp", `--port=${spec.port}`] },
              },
              volumeMounts: [
                { name: "settings", mountPath: "/pgconf" },
                { name: "certificates", mountPath: "/pgconf/tls" },
                { name: "data", mountPath: "/pgdata" },
                { name: "log", mountPath: "/pgwal" },
                { name: "tmp", mountPath: "/tmp" },
              ],
            },
          ],
          volumes: [
            {
              name: "settings",
              projected: {
                sources: [
                  {
                    configMap: {
                      name: `${metadata.name}-config`,
                      items: [
                        ...files(["postgresql.conf", "pg_hba.conf", "start.sh"], 0o444),
                        // Where the other volume is mounted.
                        { key: "empty", path: "tls/empty", mode: 0o444 },
                      ],
                    },
                  },
                ],
              },
            },
            {
              name: "certificates",
              projected: {
                sources: [
                  { secret: { name: customTLSSecret.name, items: files(pair, 0o440) } },
                  {
                    secret: {
                      name: customReplicationTLSSecret.name,
                      items: files(pair, 0o440, "replication/"),
                    },
                  },
                ],
              },
            },
            { name: "data", persistentVolumeClaim: { claimName: `${name}-pgdata` } },
            { name: "log", persistentVolumeClaim: { claimName: `${name}-pgwal` } },
            { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
          ],
        },
      },
    },
  };
}

function pooler(cluster: ClusterResource) {
  const { spec, metadata } = cluster;
  const { pgBouncer } = spec.proxy;
  const labels = { ...clusterLabel(cluster), [roleLabel]: "pgbouncer" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: owned(cluster, `${metadata.name}-pgbouncer`, labels),
    spec: {
      replicas: spec.pause ? 0 : pgBouncer.replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...pgBouncer.metadata.labels, ...labels } },
        spec: {
          securityContext: pgBouncer.securityContext,
          affinity: pgBouncer.affinity,
          tolerations: pgBouncer.tolerations,
          topologySpreadConstraints: pgBouncer.topologySpreadConstraints,
          priorityClassName: pgBouncer.priorityClassName,
          containers: [
            {
              name: "pgbouncer",
              image: pgBouncer.image,
              resources: pgBouncer.resources,
              securityContext: restricted,
            },
          ],
        },
      },
    },
  };
}

/** All of a cluster's objects, in the order in which they are made. Claims belong to nobody: they outlive the cluster. */
export function objectsOf(
  cluster: ClusterResource,
): (k8s.KubernetesObject & { spec?: object; data?: object })[] {
  const { name, namespace } = cluster.metadata;
  const [set] = cluster.spec.instances;
  const claim = (instance: string, part: string, spec: object) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: `${instance}-${part}`, namespace, labels: clusterLabel(cluster) },
    spec,
  });
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: owned(cluster, `${name}-instance`) },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: owned(cluster, `${name}-pods`),
      spec: { clusterIP: "None", publishNotReadyAddresses: true, selector: clusterLabel(cluster) },
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: owned(cluster, `${name}-config`),
      data: { ...configuration(cluster), empty: "" },
    },
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: owned(cluster, `${name}-set-${set.name}`),
      spec: {
        minAvailable: set.minAvailable,
        selector: { matchLabels: { ...clusterLabel(cluster), [`${prefix}/instance-set`]: set.name } },
      },
    },
    ...indexes(cluster).flatMap((index) => {
      const instance = instanceName(cluster, index);
      return [
        claim(instance, "pgdata", set.dataVolumeClaimSpec),
        claim(instance, "pgwal", set.walVolumeClaimSpec),
      ];
    }),
    ...indexes(cluster).map((index) => instance(cluster, index)),
    pooler(cluster),
  ];
}
