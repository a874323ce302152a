import * as pulumi from "@pulumi/pulumi";
import { DockerHost } from "../components/platform/docker-host/docker-host";
import { inspectHost, type HostRequirements } from "../components/platform/docker-host/preflight";
import { flows, gateways } from "../components/platform/flows";
import { CertificateAuthority } from "../components/security/certificate-authority";
import { trustFile, trustStore } from "../components/security/trust-bundle";
import { ObjectStore, objectStoreFootprint } from "../components/storage/object-store/object-store";
import {
  RelationalStore,
  relationalStoreFootprint,
} from "../components/storage/relational-store/relational-store";
import { SearchStore, searchStoreFootprint } from "../components/storage/search-store/search-store";
import type { Config } from "./schema";

const runs = (config: Config, profile: Config["profiles"][number]) => config.profiles.includes(profile);

/** Host ports by `<workload>.<port>`. */
const published = (config: Config): Record<string, number> => ({
  "object-store.s3": config.publish.objectStore,
  "postgresql.sql": config.publish.postgresql,
  ...(runs(config, "search") ? { "search-store.https": config.publish.searchStore } : {}),
});

/** What the stack asks of its host. */
export const requirements = (config: Config): HostRequirements => ({
  ...(config.docker.host === undefined ? {} : { address: config.docker.host }),
  stack: config.name,
  lifecycle: config.lifecycle,
  images: config.images,
  footprints: [
    objectStoreFootprint(config.objectStore),
    relationalStoreFootprint(config.postgresql),
    ...(runs(config, "search") ? [searchStoreFootprint(config.searchStore)] : []),
  ],
  memory: { budget: config.docker.memory, reserved: config.docker.reservedMemory },
  minimumFreeDisk: config.docker.minimumFreeDisk,
  storage: config.volumes,
  pool: config.network.pool,
  publish: { address: config.publish.address, ports: Object.values(published(config)) },
});

/**
 * One Docker host: everything on this machine.
 * @param inspect looks at the host first @default the Docker Engine's own word
 */
export async function deploy(config: Config, inspect: typeof inspectHost = inspectHost): Promise<object> {
  const host = await inspect(requirements(config));
  const platform = new DockerHost("docker-host", {
    prefix: config.name,
    lifecycle: config.lifecycle,
    host: config.docker.host,
    cpus: host.cpus,
    images: config.images,
    pool: config.network.pool,
    flows,
    gateways,
    workloads: [
      "object-store",
      "postgresql",
      "postgresql-key",
      ...(runs(config, "search") ? ["search-store", "search-store-access"] : []),
    ],
    storage: config.volumes,
    publish: { address: config.publish.address, ports: published(config) },
  });
  const authority = new CertificateAuthority("authority", {
    organization: config.name,
    validity: config.certificates,
    rotation: config.rotation,
  });
  const common = {
    platform,
    authority,
    stack: config.name,
    exampleUsers: config.exampleUsers,
    rotation: config.rotation.credentials,
  };
  const objectStore = new ObjectStore("object-store", {
    ...common,
    ...config.objectStore,
    retention: {
      noncurrentDays: config.objectStore.expireNoncurrentDays,
      logDays: config.objectStore.logRetentionDays,
      backupDays: config.objectStore.backupRetentionDays,
    },
  });
  const relationalStore = new RelationalStore("postgresql", {
    ...common,
    ...config.postgresql,
    encryptionKey: config.rotation.databaseKey,
  });
  const searchStore = runs(config, "search")
    ? new SearchStore("search-store", { ...common, ...config.searchStore })
    : undefined;

  const caFile = trustFile(config.name, authority.certificatePem);
  return {
    services: {
      "object-store": {
        title: "Object store (S3)",
        url: `https://localhost:${config.publish.objectStore}`,
        probe: { host: config.publish.address, port: config.publish.objectStore, servername: "localhost" },
        credentials: "make credentials SERVICE=object-store",
        environment: {
          AWS_ENDPOINT_URL: `https://localhost:${config.publish.objectStore}`,
          AWS_REGION: "us-east-1",
          AWS_ACCESS_KEY_ID: "{user}",
          AWS_SECRET_ACCESS_KEY: "{password}",
          AWS_CA_BUNDLE: caFile,
        },
      },
      postgresql: {
        title: "PostgreSQL 17",
        url: `postgresql://localhost:${config.publish.postgresql}/live?sslmode=verify-full`,
        probe: {
          host: config.publish.address,
          port: config.publish.postgresql,
          servername: "localhost",
          starttls: "postgresql",
        },
        credentials: "make credentials SERVICE=postgresql",
        environment: {
          PGHOST: "localhost",
          PGPORT: String(config.publish.postgresql),
          PGDATABASE: "live",
          PGUSER: "{user}",
          PGPASSWORD: "{password}",
          PGSSLMODE: "verify-full",
          PGSSLROOTCERT: caFile,
        },
      },
      ...(searchStore
        ? {
            "search-store": {
              title: "Elasticsearch 9",
              url: `https://localhost:${config.publish.searchStore}`,
              probe: {
                host: config.publish.address,
                port: config.publish.searchStore,
                servername: "localhost",
              },
              credentials: "make credentials SERVICE=search-store",
              environment: {
                ELASTICSEARCH_URL: `https://localhost:${config.publish.searchStore}`,
                ELASTICSEARCH_USERNAME: "{user}",
                ELASTICSEARCH_PASSWORD: "{password}",
                ELASTICSEARCH_CA_FILE: caFile,
              },
            },
          }
        : {}),
    },
    trustBundle: authority.certificatePem,
    trustStore: authority.certificatePem.apply(trustStore),
    credentials: pulumi.secret({
      "object-store": { administrator: objectStore.administrator, ...objectStore.logins },
      postgresql: { administrator: relationalStore.administrator, ...relationalStore.logins },
      ...(searchStore
        ? { "search-store": { administrator: searchStore.administrator, ...searchStore.logins } }
        : {}),
    }),
    sampleData: config.sampleData && config.lifecycle === "running",
    notices: [...host.notices, ...platform.notices, ...objectStore.warnings, ...relationalStore.warnings],
  };
}
