import { cacheAtRest } from "./cache";
import { edit, env, inputs, remove, set, type Change, type PolicyCases } from "../cases";
import { named } from "../fixtures";
import { searchAtRest } from "./search-store";

const dremioConf = {
  file: "/etc/dremio/dremio.conf",
  content: 'paths: {\n  local: "/opt/dremio/data"\n}\n',
  permissions: "0444",
};

const conf = (from: string, to: string) => edit("postgresql", "/etc/pg/postgresql.conf", from, to);
const init = (from: string, to: string) => edit("postgresql", "/etc/pg/init.sql", from, to);
const unprotect =
  (name: string): Change =>
  (graph) =>
    void (named(graph, name).options!.protect = false);
const rule = (values: object) => set("lifecycle", { rules: [values] });

export const atRest: Record<string, PolicyCases> = {
  ...searchAtRest,
  ...cacheAtRest,
  "postgresql-encrypts-its-log": {
    fail: {
      off: init("wal_encrypt = on", "wal_encrypt = off"),
      "left out": init("ALTER SYSTEM SET pg_tde.wal_encrypt = on;\n", ""),
      "only in a comment": init(
        "ALTER SYSTEM SET pg_tde.wal_encrypt",
        "-- ALTER SYSTEM SET pg_tde.wal_encrypt",
      ),
    },
    pass: {
      "in the configuration": (graph) => {
        init("ALTER SYSTEM SET pg_tde.wal_encrypt = on;\n", "")(graph);
        conf("ssl = on", "ssl = on\npg_tde.wal_encrypt = on")(graph);
      },
    },
  },
  "postgresql-jobs-stop-at-errors": {
    fail: {
      "psql's own": set("access-job", { entrypoints: ["psql"], command: ["--file=/x.sql"] }),
      off: set("access-job", { entrypoints: ["/usr/bin/psql"], command: ["-v", "ON_ERROR_STOP=0"] }),
    },
    pass: {
      "as a variable": set("access-job", { entrypoints: ["psql"], command: ["-v", "ON_ERROR_STOP=on"] }),
      "in one word": set("access-job", { entrypoints: ["psql"], command: ["--set=ON_ERROR_STOP=1"] }),
    },
  },
  "postgresql-keeps-statements-out-of-logs": {
    fail: {
      "PostgreSQL's own": conf("log_min_error_statement = 'panic'\n", ""),
      "those that fail": conf("'panic'", "'error'"),
      "all of them": conf("ssl = on", "ssl = on\nlog_statement = 'all'"),
      "slow ones": conf("ssl = on", "ssl = on\nlog_min_duration_statement = 100"),
    },
    pass: { "said to be off": conf("ssl = on", "ssl = on\nlog_statement = none") },
  },
  "postgresql-closes-large-objects": {
    fail: {
      "one of them": init("lowrite(integer, bytea)", "lo_close(integer)"),
      "to another role": init("FROM PUBLIC", "FROM viewer"),
      "only in a comment": init("REVOKE EXECUTE", "-- REVOKE EXECUTE"),
    },
  },
  "keys-have-256-bits": {
    fail: { "128 bits": set("key", { length: 16 }), "no length": set("key", { length: undefined }) },
    pass: { more: set("key", { length: 64 }) },
  },
  "data-lies-on-named-volumes": {
    fail: {
      "the database in the container": inputs("postgresql", (given) => given["volumes"].shift()),
      "the database on a volume without a name": inputs(
        "postgresql",
        (given) => (given["volumes"][0] = { containerPath: "/data/db" }),
      ),
      "objects in the container": inputs("object-store", (given) => given["volumes"].shift()),
      "indices in the container": inputs("elasticsearch", (given) => given["volumes"].pop()),
      "indices beside the volume": env("elasticsearch", "path.data", "/var/indices"),
      "what Dremio keeps in the container": inputs("hidden", (given) => {
        given["uploads"] = [dremioConf];
      }),
      "objects beside the volume": inputs("object-store", (given) => (given["command"][3] = "/drive")),
    },
    pass: {
      "a directory of the host": inputs(
        "object-store",
        (given) => (given["volumes"][0] = { hostPath: "/srv/objects", containerPath: "/data" }),
      ),
      "what Dremio keeps on a volume": inputs("hidden", (given) => {
        given["uploads"] = [dremioConf];
        given["volumes"] = [{ volumeName: "store-data", containerPath: "/opt/dremio/data" }];
      }),
      "a directory of the volume": inputs("object-store", (given) => (given["command"][3] = "/data/objects")),
    },
  },
  "object-store-encrypts-every-object": {
    fail: {
      off: env("object-store", "MINIO_KMS_AUTO_ENCRYPTION", "off"),
      "left out": env("object-store", "MINIO_KMS_AUTO_ENCRYPTION", undefined),
    },
    pass: { "in capitals": env("object-store", "MINIO_KMS_AUTO_ENCRYPTION", "ON") },
  },
  "object-store-has-an-encryption-key": {
    fail: {
      "no key": env("object-store", "MINIO_KMS_SECRET_KEY_FILE", undefined),
      "file that is not there": env("object-store", "MINIO_KMS_SECRET_KEY_FILE", "/run/secrets/key"),
    },
    pass: {
      "mounted from a volume": (graph) => {
        env("object-store", "MINIO_KMS_SECRET_KEY_FILE", "/keys/store.key")(graph);
        inputs("object-store", (given) =>
          given["volumes"].push({ volumeName: "keys", containerPath: "/keys" }),
        )(graph);
      },
    },
  },
  "postgresql-encrypts-tables": {
    fail: {
      "not loaded": conf(", pg_tde'", "'"),
      "not enforced": init("enforce_encryption = on", "enforce_encryption = off"),
      "ordinary tables": conf("'tde_heap'", "'heap'"),
      "access method left out": conf("default_table_access_method = 'tde_heap'\n", ""),
      "a flag undoes it": inputs("postgresql", (given) =>
        given["command"].push("-c", "default_table_access_method=heap"),
      ),
    },
    pass: {
      "set by the init script": (graph) => {
        conf("default_table_access_method = 'tde_heap'\n", "")(graph);
        init(
          "CREATE EXTENSION pg_tde;",
          "CREATE EXTENSION pg_tde;\nALTER SYSTEM SET default_table_access_method = 'tde_heap';",
        )(graph);
      },
    },
  },
  "postgresql-has-a-key-provider": {
    fail: {
      "no provider": init("pg_tde_add_global_key_provider_file", "pg_tde_version"),
      "no default key": init("pg_tde_set_default_key_using_global_key_provider", "pg_tde_version"),
      "only in a comment": init("SELECT pg_tde_set_default", "-- SELECT pg_tde_set_default"),
      "no script": inputs("postgresql", (given) => given["uploads"].splice(2, 1)),
    },
    also: ["postgresql-closes-large-objects", "postgresql-encrypts-its-log", "postgresql-encrypts-tables"],
    pass: {
      "key server": init(
        "_file('keys', '/data/keys/ring.per')",
        "_vault_v2('keys', 'https://openbao:8200', 'kv', '/token', '/ca')",
      ),
    },
  },
  "postgresql-keeps-keys-apart": {
    fail: {
      "on the data volume": init("/data/keys/ring.per", "/data/db/ring.per"),
      "on no volume": init("/data/keys/ring.per", "/var/lib/ring.per"),
      "one volume for both": inputs("postgresql", (given) => {
        given["volumes"] = [{ volumeName: "pg", containerPath: "/data" }];
      }),
    },
  },
  "data-volumes-are-protected": { fail: { "not protected": unprotect("volume") } },
  "buckets-databases-and-keys-are-protected": {
    fail: {
      bucket: unprotect("lake"),
      database: unprotect("db"),
      key: unprotect("key"),
      versioning: unprotect("lake-versions"),
    },
  },
  "bronze-is-versioned": {
    fail: {
      "no versioning": remove("lake-versions"),
      suspended: set("lake-versions", { versioningConfiguration: { status: "Suspended" } }),
      "bronze left out": set("lake-versions", {
        versioningConfiguration: { status: "Enabled", excludedPrefixes: ["bronze/*"] },
      }),
      "part of bronze left out": set("lake-versions", {
        versioningConfiguration: { status: "Enabled", excludedPrefixes: ["bronze/raw/"] },
      }),
      "everything left out": set("lake-versions", {
        versioningConfiguration: { status: "Enabled", excludedPrefixes: ["*"] },
      }),
    },
    pass: {
      "gold left out": set("lake-versions", {
        versioningConfiguration: { status: "Enabled", excludedPrefixes: ["gold/"] },
      }),
    },
  },
  "bronze-never-expires": {
    fail: {
      "whole bucket": rule({ id: "all", expiration: "30d" }),
      bronze: rule({ id: "bronze", filter: "bronze/", noncurrentExpiration: { days: "30d" } }),
      "part of bronze": rule({ id: "raw", filter: "bronze/raw/", expiration: "30d" }),
      "a prefix of its name": rule({ id: "b", filter: "b", expiration: "30d" }),
    },
    pass: {
      "another bucket": set("lifecycle", { bucket: "logs", rules: [{ id: "all", expiration: "30d" }] }),
    },
  },
};
