import { airbyteChart } from "./chart";
import { trustDirectory, trusting, verifiedDatabaseUrl } from "./trust";

/** Requests are the limits: what runs here never lives on what a node happens to have left. */
export interface Size {
  /** Cores, for example `500m`. */
  cpu: string;
  /** For example `1Gi`. */
  memory: string;
}

/** Keys that the chart reads from the Secret of logins; whoever makes it gives it all of them. */
export const airbyteSecretKeys = {
  databaseUser: "database-user",
  databasePassword: "database-password",
  objectStoreUser: "object-store-user",
  objectStorePassword: "object-store-password",
} as const;

export interface AirbyteValuesArgs {
  /** Address for people, at the edge: https. */
  url: string;
  /** Secret with the keys of {@link airbyteSecretKeys}; the values name it and hold no secret. */
  loginsSecret: string;
  /** Secret or mounted file set with `ca.crt` (PEM) and `trust.p12` (Java's, without password). */
  trustSecret: string;
  /** PostgreSQL 13 to 17, with databases `name`, `temporal` and `temporal_visibility`; TLS, checked by name. */
  database: { host: string; port: number; name: string };
  /** Object store of logs, state and what jobs hand over: https, path style. */
  objectStore: { endpoint: string; bucket: string };
  /** Registry of images that hold the authority too. @default Docker Hub: jobs then trust public authorities alone */
  registry?: string;
  /** Replicas of what does the work. @default one of each */
  replicas?: { server?: number; worker?: number; launcher?: number };
  /** Each server's size. @default 500m and 1Gi */
  server?: Size;
  /** Each container of a job: connector, replication; checks and sidecars get a half. @default 1 core and 2Gi, as destination-s3 asks */
  job?: Size;
  /** Syncs at once, of one worker. @default 2 */
  syncs?: number;
  /** Namespace in which jobs run, for network policies and quotas of its own. @default "airbyte-jobs" */
  jobsNamespace?: string;
}

const bounded = (size: Size) => ({ limits: { ...size }, requests: { ...size } });
const request = ({ cpu, memory }: Size) => ({
  cpu: { request: cpu, limit: cpu },
  memory: { request: memory, limit: memory },
});

/**
 * Values for Airbyte's chart ({@link airbyteChart}): external PostgreSQL and object store, each checked against our
 * authority, none of the chart's own, bounded servers and jobs, sign-on by the chart's one administrator behind the edge.
 *
 * Prepared, not tried: every key was looked up in the chart's values and templates, and nothing here was ever applied to a
 * cluster. What is known to be open: the chart cannot give jobs' pods a file, so their way to the object store trusts our
 * authority only by images of `registry`, or by a mesh; and an environment variable that is given twice counts in its last
 * form, which Helm 3 keeps and server-side apply refuses.
 * @throws Error for an address that is not https
 */
export function airbyteValues(args: AirbyteValuesArgs) {
  for (const [what, address] of [
    ["url", args.url],
    ["objectStore.endpoint", args.objectStore.endpoint],
  ] as const)
    if (!address.startsWith("https://")) throw new Error(`airbyte ${what} is ${address}: it must be https`);
  const server = args.server ?? { cpu: "500m", memory: "1Gi" };
  const job = args.job ?? { cpu: "1", memory: "2Gi" };
  const small = { cpu: "500m", memory: "1Gi" };
  const { replicas = {} } = args;
  const databaseUrl = verifiedDatabaseUrl(args.database);
  const java = {
    ...trusting(args.trustSecret),
    extraEnv: [
      { name: "DATABASE_URL", value: databaseUrl },
      { name: "CONFIG_DATABASE_REPLICA_URL", value: databaseUrl },
    ],
    resources: bounded(server),
  };
  const { bucket } = args.objectStore;
  return {
    version: airbyteChart.imageTag,
    global: {
      edition: "community",
      airbyteUrl: args.url,
      image: { registry: args.registry ?? "", tag: airbyteChart.imageTag },
      auth: { enabled: true, security: { cookieSecureSetting: true, cookieSameSiteSetting: "Strict" } },
      database: {
        type: "external",
        secretName: args.loginsSecret,
        ...args.database,
        userSecretKey: airbyteSecretKeys.databaseUser,
        passwordSecretKey: airbyteSecretKeys.databasePassword,
      },
      storage: {
        // The type `s3` takes no endpoint of one's own.
        type: "minio",
        secretName: args.loginsSecret,
        bucket: {
          log: bucket,
          auditLogging: bucket,
          state: bucket,
          workloadOutput: bucket,
          activityPayload: bucket,
        },
        minio: {
          endpoint: args.objectStore.endpoint,
          s3PathStyleAccess: true,
          accessKeyIdSecretKey: airbyteSecretKeys.objectStoreUser,
          secretAccessKeySecretKey: airbyteSecretKeys.objectStorePassword,
        },
      },
      workloads: {
        namespace: args.jobsNamespace ?? "airbyte-jobs",
        resources: {
          // Else a connector's own wish goes past these.
          useConnectorResourceDefaults: false,
          mainContainer: request(job),
          replication: request(job),
          check: request(small),
          discover: request(small),
          sidecar: request(small),
        },
      },
      java: {
        opts: [
          `-Djavax.net.ssl.trustStore=${trustDirectory}/trust.p12`,
          "-Djavax.net.ssl.trustStoreType=PKCS12",
          "-Djdk.tls.client.protocols=TLSv1.3",
        ],
      },
      // With our authority alone, the public list of connectors is out of reach: the one in the image counts.
      connectorRegistry: { seedProvider: "local" },
      tracking: { enabled: false, strategy: "logging" },
      env_vars: { PLATFORM_LOG_FORMAT: "json" },
    },
    postgresql: { enabled: false },
    minio: { enabled: false },
    server: { ...java, replicaCount: replicas.server ?? 1 },
    worker: { ...java, replicaCount: replicas.worker ?? 1, maxSyncWorkers: String(args.syncs ?? 2) },
    workloadLauncher: { ...java, replicaCount: replicas.launcher ?? 1 },
    workloadApiServer: java,
    cron: java,
    // The chart mounts the bootloader's volumes only where a key of another name is set.
    airbyteBootloader: { ...java, extraVolumeMount: true },
    manifestServer: { enabled: true, resources: bounded(small) },
    temporal: {
      ...trusting(args.trustSecret),
      database: { engine: "postgres12" },
      // The chart turns the check of the server's name off for external databases.
      extraEnv: [
        { name: "POSTGRES_TLS_CA_FILE", value: `${trustDirectory}/ca.crt` },
        { name: "POSTGRES_TLS_DISABLE_HOST_VERIFICATION", value: "false" },
        { name: "POSTGRES_TLS_SERVER_NAME", value: args.database.host },
        { name: "SQL_CA", value: `${trustDirectory}/ca.crt` },
        { name: "SQL_TLS_DISABLE_HOST_VERIFICATION", value: "false" },
        { name: "SQL_HOST_VERIFICATION", value: "true" },
        { name: "SQL_HOST_NAME", value: args.database.host },
      ],
      resources: bounded(server),
    },
    webapp: { enabled: false },
    metrics: { enabled: false },
    temporalUi: { enabled: false },
    ingress: { enabled: false },
  };
}
