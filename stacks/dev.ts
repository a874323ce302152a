import * as pulumi from "@pulumi/pulumi";
import { DockerHost } from "../components/platform/docker-host/docker-host";
import { flows } from "../components/platform/flows";
import { inspectHost } from "../components/platform/docker-host/preflight";
import { CertificateAuthority } from "../components/security/certificate-authority";
import { trustFile, trustStore } from "../components/security/trust-bundle";
import { ObjectStore } from "../components/storage/object-store/object-store";
import { RelationalStore } from "../components/storage/relational-store/relational-store";
import type { Config } from "./config";

/**
 * One Docker host: everything on this machine.
 * @param inspect looks at the host first @default the Docker Engine's own word
 */
export async function deploy(config: Config, inspect: typeof inspectHost = inspectHost): Promise<object> {
  const published = {
    "object-store.s3": config.publish.objectStore,
    "postgresql.sql": config.publish.postgresql,
  };
  const host = await inspect({
    address: config.docker.host,
    stack: config.name,
    lifecycle: config.lifecycle,
    images: config.images,
    requiredImages: ["haproxy", "objectStore", "postgresql"],
    memory: [config.objectStore.memory, config.postgresql.memory, "256Mi"],
    minimumFreeDisk: config.docker.minimumFreeDisk,
    pool: config.network.pool,
    publish: { address: config.publish.address, ports: Object.values(published) },
  });
  const platform = new DockerHost("docker-host", {
    prefix: config.name,
    lifecycle: config.lifecycle,
    host: config.docker.host,
    cpus: host.cpus,
    images: config.images,
    pool: config.network.pool,
    flows,
    workloads: ["object-store", "postgresql"],
    publish: { address: config.publish.address, ports: published },
  });
  const authority = new CertificateAuthority("authority", {
    organization: config.name,
    validity: config.certificates,
  });
  const common = { platform, authority, stack: config.name, exampleUsers: config.exampleUsers };
  const objectStore = new ObjectStore("object-store", {
    ...common,
    ...config.objectStore,
    retention: {
      noncurrentDays: config.objectStore.expireNoncurrentDays,
      logDays: config.objectStore.logRetentionDays,
      backupDays: config.objectStore.backupRetentionDays,
    },
  });
  const relationalStore = new RelationalStore("postgresql", { ...common, ...config.postgresql });

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
    },
    trustBundle: authority.certificatePem,
    trustStore: authority.certificatePem.apply(trustStore),
    credentials: pulumi.secret({
      "object-store": { administrator: objectStore.administrator, ...objectStore.logins },
      postgresql: { administrator: relationalStore.administrator, ...relationalStore.logins },
    }),
    sampleData: config.sampleData && config.lifecycle === "running",
    notices: [...host.notices, ...platform.notices, ...objectStore.warnings, ...relationalStore.warnings],
  };
}
