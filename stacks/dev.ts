import * as pulumi from "@pulumi/pulumi";
import { DockerHost } from "../components/platform/docker-host/docker-host";
import { inspectHost, type HostRequirements } from "../components/platform/docker-host/preflight";
import { flows, gateways } from "../components/platform/flows";
import { Dbt, dbtFootprint, dbtJob } from "../components/processing/dbt/dbt";
import { batchSync, batchSyncFootprint } from "../components/ingestion/connections/batch-sync";
import { changeCapture, changeCaptureFootprint } from "../components/ingestion/connections/change-capture";
import {
  sampleSource,
  sampleSourceFootprint,
  sampleSourceLoad,
} from "../components/ingestion/sample-source/sample-source";
import { Superset, supersetFootprint } from "../components/presentation/superset/superset";
import { ingestion } from "./ingestion";
import { Dremio, dremioFootprint } from "../components/processing/dremio/dremio";
import { CertificateAuthority } from "../components/security/certificate-authority";
import { Edge, edgeFootprint } from "../components/security/edge/edge";
import { trustFile, trustStore } from "../components/security/trust-bundle";
import { ObjectStore, objectStoreFootprint } from "../components/storage/object-store/object-store";
import {
  RelationalStore,
  relationalStoreFootprint,
} from "../components/storage/relational-store/relational-store";
import { SearchStore, searchStoreFootprint } from "../components/storage/search-store/search-store";
import type { Config } from "./schema";
import { runs, services, webAddress, webRoutes } from "./services";

/** Host ports by `<workload>.<port>`. */
const published = (config: Config): Record<string, number> => ({
  "object-store.s3": config.publish.objectStore,
  "postgresql.sql": config.publish.postgresql,
  ...(runs(config, "search") ? { "search-store.https": config.publish.searchStore } : {}),
  ...(runs(config, "query") ? { "edge.https": config.publish.edge } : {}),
});

/** Every workload and job that is an end of a flow. */
export const workloads = (config: Config): string[] => [
  "object-store",
  "postgresql",
  "postgresql-key",
  ...(runs(config, "search") ? ["search-store", "search-store-access"] : []),
  ...(runs(config, "ingest") ? [sampleSource, sampleSourceLoad, batchSync, changeCapture] : []),
  ...(runs(config, "query") ? ["dremio", "dremio-bootstrap", "edge"] : []),
  ...(runs(config, "ingest") && runs(config, "query") ? [dbtJob] : []),
  ...(runs(config, "dashboards") ? ["superset", "superset-init"] : []),
];

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
    ...(runs(config, "ingest")
      ? [
          sampleSourceFootprint(config.sampleSource),
          batchSyncFootprint(config.connectors),
          changeCaptureFootprint(config.changeCapture),
        ]
      : []),
    ...(runs(config, "query") ? [dremioFootprint(config.dremio), edgeFootprint(config.edge)] : []),
    ...(runs(config, "ingest") && runs(config, "query") ? [dbtFootprint(config.dbt)] : []),
    ...(runs(config, "dashboards") ? [supersetFootprint(config.superset)] : []),
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
    workloads: workloads(config),
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

  const source = runs(config, "ingest")
    ? ingestion(config, { ...common, objectStore, relationalStore })
    : undefined;
  const dremio = runs(config, "query")
    ? new Dremio(
        "dremio",
        {
          ...common,
          ...config.dremio,
          // Only who knows its present password can give Dremio's administrator another.
          rotation: undefined,
          objectStore: { host: "object-store", port: 9000, login: objectStore.logins["dremio"]! },
          postgresql: { host: "postgresql", port: 5432, login: relationalStore.logins["dremio"]! },
        },
        { dependsOn: [objectStore, relationalStore] },
      )
    : undefined;
  if (source && dremio) {
    new Dbt(
      "dbt",
      {
        ...common,
        ...config.dbt,
        authorityPem: authority.certificatePem,
        warehouse: { host: "dremio", ...dremio.logins.dbt },
        live: true,
      },
      { dependsOn: [dremio.ready, ...source.filled] },
    );
  }
  const superset =
    runs(config, "dashboards") && dremio
      ? new Superset(
          "superset",
          {
            ...common,
            ...config.superset,
            database: relationalStore.logins["superset"]!,
            dremioPassword: dremio.logins.superset.password,
          },
          { dependsOn: [relationalStore, dremio.ready] },
        )
      : undefined;
  const routes = webRoutes(config);
  if (routes[0]) {
    new Edge("edge", {
      ...common,
      ...config.edge,
      bodyBytes: config.edge.bodyMegabytes * 10 ** 6,
      home: webAddress(config, routes[0].workload),
      routes,
    });
  }

  const administered = {
    "object-store": objectStore,
    postgresql: relationalStore,
    "search-store": searchStore,
    dremio,
    superset,
  };
  return {
    services: services(config, trustFile(config.name, authority.certificatePem)),
    trustBundle: authority.certificatePem,
    trustStore: authority.certificatePem.apply(trustStore),
    credentials: pulumi.secret(
      Object.fromEntries(
        Object.entries(administered)
          .flatMap(([name, service]) =>
            service ? [[name, { administrator: service.administrator, ...service.logins }]] : [],
          )
          .concat(source ? [["sample-source", source.database]] : []),
      ),
    ),
    sampleData: config.sampleData && config.lifecycle === "running",
    notices: [
      ...host.notices,
      ...platform.notices,
      ...objectStore.warnings,
      ...relationalStore.warnings,
      ...(superset?.warnings ?? []),
    ],
  };
}
