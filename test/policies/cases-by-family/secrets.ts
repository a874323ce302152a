import { asSecret, unknownText } from "../../../policies/evaluate";
import { env, inputs, set, type PolicyCases } from "../cases";
import { canary } from "../fixtures";

const upload = (values: object) =>
  inputs("terminator", (given) => given["uploads"].push({ content: "x", permissions: "0444", ...values }));

/** Secrets where anybody on the host or in the container can read them; part of the docker family. */
export const secrets: Record<string, PolicyCases> = {
  "environment-holds-no-secrets": {
    fail: {
      password: env("object-store", "MINIO_ROOT_PASSWORD", canary),
      key: env("object-store", "MINIO_KMS_SECRET_KEY", `k:${canary}`),
      token: env("terminator", "API_TOKEN", canary),
      "password in a URL": env(
        "terminator",
        "DATABASE_URI",
        `postgresql://superset:${canary}@postgresql/superset`,
      ),
      "password of a key store": env(
        "terminator",
        "ES_JAVA_OPTS",
        `-Djavax.net.ssl.keyStorePassword=${canary}`,
      ),
      "a search store's": env("elasticsearch", "ELASTIC_PASSWORD", canary),
      "a search store's, by setting": env(
        "elasticsearch",
        "xpack.security.http.ssl.keystore.password",
        canary,
      ),
      "private key": env("terminator", "CERT", `-----BEGIN EC PRIVATE KEY-----${canary}`),
      service: inputs(
        "service",
        ({ taskSpec }) => (taskSpec["containerSpec"]["env"]["DB_PASSWORD"] = canary),
      ),
    },
    pass: {
      "a file": env("terminator", "DB_PASSWORD_FILE", "/run/secrets/db"),
      "a URL without one": env("terminator", "DATABASE_URI", "postgresql://superset@postgresql/superset"),
      empty: env("terminator", "DB_PASSWORD", ""),
      "a word that only looks so": env("terminator", "MONKEY", "business"),
    },
    also: ["elasticsearch-keeps-secrets-out-of-settings"],
  },
  "secret-files-are-private": {
    fail: {
      key: upload({ file: "/etc/tls/server.key" }),
      password: upload({ file: "/etc/pw/root-password", content: asSecret(unknownText) }),
      "default permissions": upload({ file: "/etc/tls/server.key", permissions: undefined }),
      "a key by its content": upload({
        file: "/etc/tls/all.pem",
        content: `-----BEGIN PRIVATE KEY-----${canary}`,
      }),
      "a certificate and its key": upload({ file: "/etc/tls/all.pem", content: asSecret(unknownText) }),
      "users of a search store": upload({ file: "/etc/search/users" }),
      "a user document": upload({ file: "/etc/access/user-logs.json" }),
      "a user's password": upload({ file: "/etc/access/user-example_admin" }),
      "whatever lies among secrets": upload({ file: "/etc/access/secrets/dbt" }),
      "options of curl": upload({ file: "/etc/access/login.curl" }),
      "group may write": upload({ file: "/etc/tls/server.key", permissions: "0660" }),
    },
    pass: {
      certificate: upload({ file: "/etc/tls/server.crt" }),
      "group reads": upload({ file: "/etc/tls/server.key", permissions: "0440" }),
    },
    also: ["elasticsearch-users-follow-roles"],
  },
  "command-lines-hold-no-secrets": {
    fail: {
      "password in a URL": inputs("terminator", (given) =>
        given["command"].push(`postgresql://app:${canary}@postgresql/app?sslmode=verify-full`),
      ),
      "password by name": inputs("terminator", (given) => given["command"].push(`--password=${canary}`)),
      "in a health check": set("terminator", {
        healthcheck: { tests: ["CMD", "curl", "-u", `monitor:${canary}`, "https://localhost"] },
      }),
    },
    pass: { "a file": inputs("terminator", (given) => given["command"].push("--password-file=/run/x")) },
  },
};
