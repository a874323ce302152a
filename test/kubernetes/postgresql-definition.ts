/**
 * PerconaPGCluster as far as this program uses it: a definition of our own, so that the API server refuses every other field
 * and every other type. Names and types: the definition in the operator's repository, and its documentation.
 */

/** A part of an OpenAPI schema, as the API server takes it. */
type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: "string" };
const count: Schema = { type: "integer" };
const flag: Schema = { type: "boolean" };
const object = (properties: Record<string, Schema>): Schema => ({
  type: "object",
  properties,
});
const list = (items: Schema): Schema => ({ type: "array", items });
const texts: Schema = { type: "object", additionalProperties: text };
/** Kubernetes' own types, which are checked once pods are made of them, and Patroni's, which are free. */
const free: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

const keyOf = object({ name: text, key: text });
const secret = object({ name: text, items: list(object({ key: text, path: text })) });
const helper = object({ resources: free });
const pods: Record<string, Schema> = {
  replicas: count,
  minAvailable: { "x-kubernetes-int-or-string": true },
  metadata: object({ labels: texts, annotations: texts }),
  affinity: free,
  tolerations: list(free),
  topologySpreadConstraints: list(free),
  priorityClassName: text,
  resources: free,
  securityContext: free,
};

const spec = object({
  crVersion: text,
  clusterServiceDNSSuffix: text,
  pause: flag,
  image: text,
  imagePullPolicy: { ...text, enum: ["Always", "Never", "IfNotPresent"] },
  initContainer: object({ image: text, resources: free }),
  postgresVersion: { ...count, minimum: 12, maximum: 19 },
  port: { ...count, minimum: 1024 },
  tlsOnly: flag,
  tls: object({
    certManagementPolicy: { ...text, enum: ["auto", "userProvidedOnly", "operatorProvidedOnly"] },
  }),
  secrets: object({
    customRootCATLSSecret: secret,
    customTLSSecret: secret,
    customReplicationTLSSecret: secret,
  }),
  autoCreateUserSchema: flag,
  users: list(object({ name: text, secretName: text })),
  databaseInitSQL: keyOf,
  instances: list(
    object({
      name: text,
      ...pods,
      containers: object({ replicaCertCopy: helper }),
      dataVolumeClaimSpec: free,
      walVolumeClaimSpec: free,
    }),
  ),
  proxy: object({
    pgBouncer: object({
      image: text,
      ...pods,
      exposeSuperusers: flag,
      customTLSSecret: secret,
      containers: object({ pgbouncerConfig: helper }),
      config: object({ global: texts }),
    }),
  }),
  backups: object({ enabled: flag }),
  patroni: object({ dynamicConfiguration: free }),
  extensions: object({
    pg_tde: object({
      enabled: flag,
      walEncryption: flag,
      vault: object({ host: text, mountPath: text, tokenSecret: keyOf, caSecret: keyOf }),
    }),
  }),
});

const ready = object({ ready: count, size: count });
const status = object({
  state: text,
  observedGeneration: count,
  postgres: ready,
  pgbouncer: ready,
  conditions: list(
    object({
      type: text,
      status: text,
      reason: text,
      message: text,
      lastTransitionTime: { ...text, format: "date-time" },
      observedGeneration: count,
    }),
  ),
});

export const group = "pgv2.percona.com";
export const version = "v2";
export const plural = "perconapgclusters";

export const postgresqlDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: {
      kind: "PerconaPGCluster",
      plural,
      singular: "perconapgcluster",
      listKind: "PerconaPGClusterList",
    },
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: object({ spec, status }) },
      },
    ],
  },
};
