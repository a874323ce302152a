import type { Endpoint } from "../../platform/platform";

/** What the bootstrap job makes inside Dremio; `{secret: name}` stands for the content of that secret file. */
export interface CatalogDocument {
  url: string;
  administrator: string;
  users: readonly string[];
  sources: readonly object[];
  spaces: readonly string[];
}

/** A server that Dremio reads from, and the login it has there. */
export interface SourceLogin extends Endpoint {
  user: string;
}

/** Spaces of the views: one a layer of the lake, and the view over batch and live data. */
export const spaces = ["bronze", "silver", "gold", "unified"] as const;

const minute = 60_000;
/** Metadata of files is asked for anew each minute at most, so that a sync is seen soon. */
const metadataPolicy = {
  authTTLMs: 24 * 60 * minute,
  autoPromoteDatasets: true,
  datasetExpireAfterMs: 180 * minute,
  datasetRefreshAfterMs: minute,
  datasetUpdateMode: "PREFETCH_QUERIED",
  deleteUnavailableDatasets: true,
  namesRefreshMs: minute,
};

/**
 * The lake: one bucket of the object store, with bronze, silver and gold as folders. Tables that Dremio makes in it
 * are Iceberg's. Source: dremio-oss 25.2 AbstractS3PluginConfig, S3PluginConfig; `dremio.s3.compat` S3FileSystem.
 */
const lake = ({ host, port, user }: SourceLogin) => ({
  name: "lake",
  type: "S3",
  config: {
    accessKey: user,
    accessSecret: { secret: "object-store" },
    compatibilityMode: true,
    credentialType: "ACCESS_KEY",
    defaultCtasFormat: "ICEBERG",
    enableAsync: true,
    isCachingEnabled: false,
    isPartitionInferenceEnabled: false,
    propertyList: [
      { name: "fs.s3a.endpoint", value: `${host}:${port}` },
      { name: "fs.s3a.path.style.access", value: "true" },
    ],
    rootPath: "/",
    secure: true,
    whitelistedBuckets: ["datalake"],
  },
  metadataPolicy,
});

/** Change data in PostgreSQL, read as it is at the moment of the query. */
const live = ({ host, port, user }: SourceLogin) => ({
  name: "live",
  type: "POSTGRES",
  config: {
    authenticationType: "MASTER",
    databaseName: "live",
    encryptionValidationMode: "CERTIFICATE_AND_HOSTNAME_VALIDATION",
    hostname: host,
    password: { secret: "postgresql" },
    port: String(port),
    useSsl: true,
    username: user,
  },
  metadataPolicy,
});

/**
 * Indices of the search store. Dremio is told to stay with the host given ("managed"): else it would go to the address
 * that the server publishes, which is on another flow's network. It reads, and sends no scripts.
 * Source: dremio-oss 25.2 ElasticStoragePluginConfig, BaseElasticStoragePluginConfig, ElasticConnectionPool.
 */
const search = ({ host, port, user }: SourceLogin) => ({
  name: "search",
  type: "ELASTIC",
  config: {
    authenticationType: "MASTER",
    encryptionValidationMode: "CERTIFICATE_AND_HOSTNAME_VALIDATION",
    hostList: [{ hostname: host, port }],
    password: { secret: "search-store" },
    scriptsEnabled: false,
    showHiddenIndices: false,
    sslEnabled: true,
    useWhitelist: true,
    username: user,
  },
  metadataPolicy,
});

/** The document of the bootstrap job. */
export const catalogDocument = (args: {
  url: string;
  administrator: string;
  users: readonly string[];
  objectStore: SourceLogin;
  postgresql: SourceLogin;
  /** @default none: there is no search store */
  searchStore?: SourceLogin | undefined;
}): CatalogDocument => ({
  url: args.url,
  administrator: args.administrator,
  users: args.users,
  sources: [
    lake(args.objectStore),
    live(args.postgresql),
    ...(args.searchStore ? [search(args.searchStore)] : []),
  ],
  spaces,
});
