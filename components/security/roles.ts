/**
 * The role catalogue: what each of the four roles may do on each service, as data. Policies, grants and
 * the role matrix in the documentation are made from it, and tests try every line of it.
 * Source: authorisation levels of the architecture (R14).
 */
export const roles = ["admin", "data-engineer", "analyst", "viewer"] as const;
export type Role = (typeof roles)[number];

/**
 * Software that signs on by itself. `superset` keeps its metadata; `superset-live` is what charts and SQL Lab send to `live`,
 * which must not see the metadata nor the sessions that work with it.
 */
export const services = ["airbyte", "dbt", "dremio", "superset", "superset-live", "logs", "backup"] as const;
export type Service = (typeof services)[number];

/** A role or a service, as a data store sees it. */
export type Principal = Role | Service;

/** What a principal may do with one place in the object store. */
export type ObjectAccess = "read" | "write" | "read-write";

/** A bucket, or a prefix in it, and what may be done there. */
export interface ObjectGrant {
  bucket: string;
  /** Prefix with its final slash. @default the whole bucket */
  prefix?: string;
  access: ObjectAccess;
}

/**
 * Object store. `admin` also administers users, policies and buckets. Nobody but `admin` may delete a version
 * of a bronze object, so the history stays whole.
 */
export const objectGrants: Record<Principal, readonly ObjectGrant[]> = {
  admin: [],
  "data-engineer": [
    { bucket: "datalake", prefix: "bronze/", access: "read-write" },
    { bucket: "datalake", prefix: "silver/", access: "read-write" },
    { bucket: "datalake", prefix: "gold/", access: "read-write" },
  ],
  analyst: [{ bucket: "datalake", access: "read" }],
  viewer: [],
  airbyte: [
    { bucket: "airbyte", access: "read-write" },
    { bucket: "datalake", prefix: "bronze/", access: "read-write" },
  ],
  dbt: [],
  dremio: [
    { bucket: "dremio", access: "read-write" },
    // All of it: it lists the bucket itself before it looks into folders.
    { bucket: "datalake", access: "read" },
    { bucket: "datalake", prefix: "silver/", access: "read-write" },
    { bucket: "datalake", prefix: "gold/", access: "read-write" },
  ],
  superset: [],
  "superset-live": [],
  logs: [{ bucket: "logs", access: "write" }],
  backup: [
    { bucket: "backups", access: "read-write" },
    { bucket: "datalake", access: "read" },
  ],
};

/** Databases of PostgreSQL: one per service that keeps state there, and `live` for change data. */
export const databases = ["airbyte", "superset", "live"] as const;
export type Database = (typeof databases)[number];

/** Service that keeps its own tables in a database; in `live` several meet. Every database belongs to the administrator. */
export const databaseService: Record<Database, Service | undefined> = {
  airbyte: "airbyte",
  superset: "superset",
  live: undefined,
};

/**
 * Schemas of `live`: `sample` for the public data set, `cdc` for what change data capture writes, `ops` for how runs of the
 * platform itself went.
 */
export const liveSchemas = ["sample", "cdc", "ops"] as const;
export type LiveSchema = (typeof liveSchemas)[number];

/** What a principal may do in one schema of `live`. */
export interface SchemaGrant {
  schema: LiveSchema;
  /** `write` creates tables and changes rows; both read. */
  access: "read" | "write";
}

/** All of `live`, to read. What charts and SQL Lab send is bounded by it: their login reads what an analyst reads. */
const readsLive: readonly SchemaGrant[] = liveSchemas.map((schema) => ({ schema, access: "read" }));

/** PostgreSQL, beyond a service's own database. A viewer has no data access anywhere. */
export const schemaGrants: Record<Principal, readonly SchemaGrant[]> = {
  admin: [
    { schema: "sample", access: "write" },
    { schema: "cdc", access: "write" },
    { schema: "ops", access: "write" },
  ],
  "data-engineer": [
    { schema: "sample", access: "write" },
    { schema: "cdc", access: "write" },
    { schema: "ops", access: "read" },
  ],
  analyst: readsLive,
  viewer: [],
  airbyte: [{ schema: "cdc", access: "write" }],
  dbt: [{ schema: "ops", access: "write" }],
  dremio: [
    { schema: "sample", access: "read" },
    { schema: "cdc", access: "read" },
  ],
  superset: [],
  "superset-live": readsLive,
  logs: [],
  backup: [],
};

/** What a principal may do with indices of the search store. */
export interface SearchGrant {
  /** Pattern of index names. */
  indices: string;
  /** `append` adds documents and reads none; `manage` makes, fills, empties and removes indices. */
  access: "read" | "append" | "manage";
}

/** Search store: `lake-*` is for search in the lake's data, `logs-*` for what services log. */
export const searchGrants: Record<Principal, readonly SearchGrant[]> = {
  admin: [],
  "data-engineer": [
    { indices: "lake-*", access: "manage" },
    { indices: "logs-*", access: "read" },
  ],
  analyst: [{ indices: "lake-*", access: "read" }],
  viewer: [],
  airbyte: [],
  dbt: [],
  dremio: [{ indices: "lake-*", access: "read" }],
  superset: [],
  "superset-live": [],
  logs: [{ indices: "logs-*", access: "append" }],
  backup: [],
};

/**
 * What a service asks of the search store's cluster, beyond indices, by the server's own names: it looks at the cluster
 * before it reads. Source: privileges named in dremio-oss 25.2, ElasticsearchStoragePlugin. It names every index, and
 * shows no document.
 */
export const searchClusterActions: Partial<Record<Principal, readonly string[]>> = {
  dremio: ["cluster:monitor/health", "cluster:monitor/nodes/info", "cluster:monitor/state"],
};

/**
 * Web interfaces without roles of their own, by workload: whose groups the proxy in front of them lets through. Dremio's
 * free edition makes everyone who signs on an administrator.
 */
export const webGrants: Record<"dremio", readonly Role[]> = { dremio: ["admin", "data-engineer"] };

/** Services that sign on to PostgreSQL. */
export const postgresqlServices: readonly Service[] = [
  "airbyte",
  "dbt",
  "dremio",
  "superset",
  "superset-live",
];
/** Services that sign on to the object store. */
export const objectStoreServices: readonly Service[] = services.filter(
  (service) => objectGrants[service].length > 0,
);

/** Services that sign on to the search store. */
export const searchStoreServices: readonly Service[] = services.filter(
  (service) => searchGrants[service].length > 0,
);

/** A principal's name in PostgreSQL, where a hyphen would need quoting everywhere. */
export const postgresqlName = (principal: Principal): string => principal.replace("-", "_");
/** Login of a role's example user on every service. */
export const exampleLogin = (role: Role): string => `example_${postgresqlName(role)}`;
/** A principal's role in the search store, which has roles of its own called `viewer` and `editor`. */
export const searchStoreRole = (principal: Principal): string => `lakehouse_${postgresqlName(principal)}`;
