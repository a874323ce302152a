import type * as pulumi from "@pulumi/pulumi";
import type { Config, Profile } from "./schema";

/** Whether a profile runs. */
export const runs = (config: Config, profile: Profile): boolean => config.profiles.includes(profile);

/** What people reach by the edge, by workload: the name in the address bar, and what answers while it is well. */
export const webInterfaces = {
  superset: { profile: "dashboards", title: "Superset", port: 8088, health: "/health" },
  dremio: { profile: "query", title: "Dremio", port: 9047, health: "/apiv2/server_status" },
} as const;

/** A service's address at the edge. */
export const webAddress = (config: Config, workload: string): string => {
  const { edge } = config.publish;
  return `https://${workload}.${config.edge.domain}${edge === 443 ? "" : `:${edge}`}`;
};

/** Web interfaces of the profiles that run. */
export const webRoutes = (config: Config) =>
  Object.entries(webInterfaces)
    .filter(([, { profile }]) => runs(config, profile))
    .map(([workload, { title, port, health }]) => ({
      workload,
      title,
      port,
      health,
      hostname: `${workload}.${config.edge.domain}`,
    }));

/** What the operator's commands print of each service, and how a client reaches it. `{user}`, `{password}`: a login's. */
export function services(config: Config, caFile: pulumi.Input<string>): Record<string, object> {
  const { address, objectStore, postgresql, searchStore, edge } = config.publish;
  const credentials = (service: string) => `make credentials SERVICE=${service}`;
  return {
    "object-store": {
      title: "Object store (S3)",
      url: `https://localhost:${objectStore}`,
      probe: { host: address, port: objectStore, servername: "localhost" },
      credentials: credentials("object-store"),
      environment: {
        AWS_ENDPOINT_URL: `https://localhost:${objectStore}`,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "{user}",
        AWS_SECRET_ACCESS_KEY: "{password}",
        AWS_CA_BUNDLE: caFile,
      },
    },
    postgresql: {
      title: "PostgreSQL 17",
      url: `postgresql://localhost:${postgresql}/live?sslmode=verify-full`,
      probe: { host: address, port: postgresql, servername: "localhost", starttls: "postgresql" },
      credentials: credentials("postgresql"),
      environment: {
        PGHOST: "localhost",
        PGPORT: String(postgresql),
        PGDATABASE: "live",
        PGUSER: "{user}",
        PGPASSWORD: "{password}",
        PGSSLMODE: "verify-full",
        PGSSLROOTCERT: caFile,
      },
    },
    ...(runs(config, "search")
      ? {
          "search-store": {
            title: "Elasticsearch 9",
            url: `https://localhost:${searchStore}`,
            probe: { host: address, port: searchStore, servername: "localhost" },
            credentials: credentials("search-store"),
            environment: {
              ELASTICSEARCH_URL: `https://localhost:${searchStore}`,
              ELASTICSEARCH_USERNAME: "{user}",
              ELASTICSEARCH_PASSWORD: "{password}",
              ELASTICSEARCH_CA_FILE: caFile,
            },
          },
        }
      : {}),
    ...Object.fromEntries(
      webRoutes(config).map(({ workload, title, hostname, health }) => [
        workload,
        {
          title,
          url: webAddress(config, workload),
          probe: { host: address, port: edge, servername: hostname, path: health },
          credentials: credentials(workload),
          environment: {
            [`${workload.toUpperCase()}_URL`]: webAddress(config, workload),
            [`${workload.toUpperCase()}_USERNAME`]: "{user}",
            [`${workload.toUpperCase()}_PASSWORD`]: "{password}",
            [`${workload.toUpperCase()}_CA_FILE`]: caFile,
          },
        },
      ]),
    ),
  };
}
