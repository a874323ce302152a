import * as pulumi from "@pulumi/pulumi";
import { DockerHost } from "../components/platform/docker-host/docker-host";
import { inspectHost, type HostRequirements } from "../components/platform/docker-host/preflight";
import { gateways } from "../components/platform/gateways";
import { dbtJob } from "../components/processing/dbt/dbt";
import { scheduler, schedulerFootprint } from "../components/processing/scheduler/scheduler";
import { batchSync } from "../components/ingestion/connections/batch-sync";
import {
  sampleSource,
  sampleSourceFootprint,
  sampleSourceLoad,
} from "../components/ingestion/sample-source/sample-source";
import { backgroundFootprints, beat, worker } from "../components/presentation/superset/background";
import { supersetFootprint } from "../components/presentation/superset/superset";
import { ingestion } from "./ingestion";
import { processing } from "./processing";
import { query } from "./query";
import { dremioFootprint } from "../components/processing/dremio/dremio";
import { CertificateAuthority } from "../components/security/certificate-authority";
import { accessProxyFootprint } from "../components/security/access-proxy/access-proxy";
import { directoryFootprint } from "../components/security/directory/directory";
import { edgeFootprint } from "../components/security/edge/edge";
import { egressProxyFootprint } from "../components/security/egress-proxy/egress-proxy";
import { identityProviderFootprint } from "../components/security/identity-provider/identity-provider";
import { trustFile, trustStore } from "../components/security/trust-bundle";
import { Cache, cacheFootprint } from "../components/storage/cache/cache";
import { ObjectStore, objectStoreFootprint } from "../components/storage/object-store/object-store";
import {
  RelationalStore,
  relationalStoreFootprint,
} from "../components/storage/relational-store/relational-store";
import { SearchStore, searchStoreFootprint } from "../components/storage/search-store/search-store";
import { flowsOf, hostPorts, openings, publication } from "./perimeter";
import type { Config } from "./schema";
import { accessProxy, embedsSignOn, runs, services, signOnEgress, signsOn } from "./services";
import { commandClient, objectStoreSignOn, signOnOf } from "./sign-on";
import { web } from "./web";

/** Every workload and job that is an end of a flow. */
export const workloads = (config: Config): string[] => [
  "object-store",
  "postgresql",
  "postgresql-key",
  ...(runs(config, "search") ? ["search-store", "search-store-access"] : []),
  ...(runs(config, "ingest") ? [sampleSource, sampleSourceLoad, batchSync, scheduler] : []),
  ...(runs(config, "query") ? ["dremio", "dremio-bootstrap", "edge"] : []),
  ...(signsOn(config)
    ? [embedsSignOn(config) ? "directory" : signOnEgress, "identity", accessProxy.workload]
    : []),
  ...(runs(config, "ingest") && runs(config, "query") ? [dbtJob] : []),
  ...(runs(config, "dashboards") ? ["cache", "superset", "superset-init", worker, beat] : []),
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
          schedulerFootprint(config.scheduler, [
            config.connectors.memory,
            ...(runs(config, "query") ? [config.dbt.memory] : []),
          ]),
        ]
      : []),
    ...(runs(config, "query") ? [dremioFootprint(config.dremio), edgeFootprint(config.edge)] : []),
    ...(signsOn(config)
      ? [
          embedsSignOn(config)
            ? directoryFootprint(config.directory)
            : egressProxyFootprint(signOnEgress, config.egressProxy),
          identityProviderFootprint(config.identity),
          accessProxyFootprint(config.accessProxy),
        ]
      : []),
    ...(runs(config, "dashboards")
      ? [
          cacheFootprint(config.cache),
          supersetFootprint(config.superset),
          ...backgroundFootprints(config.superset),
        ]
      : []),
  ],
  memory: { budget: config.docker.memory, reserved: config.docker.reservedMemory },
  minimumFreeDisk: config.docker.minimumFreeDisk,
  storage: config.volumes,
  pool: config.network.pool,
  publish: hostPorts(config),
});

/**
 * One Docker host: everything on this machine.
 * @param inspect looks at the host first @default the Docker Engine's own word
 */
export async function deploy(config: Config, inspect: typeof inspectHost = inspectHost): Promise<object> {
  const host = await inspect(requirements(config));
  const open = config.lifecycle === "running" ? openings(config) : [];
  for (const line of open) await pulumi.log.info(line);
  const platform = new DockerHost("docker-host", {
    prefix: config.name,
    lifecycle: config.lifecycle,
    host: config.docker.host,
    cpus: host.cpus,
    images: config.images,
    pool: config.network.pool,
    flows: flowsOf(config),
    gateways,
    workloads: workloads(config),
    storage: config.volumes,
    publish: publication(config),
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
  const signOn = signOnOf(config, common);
  const objectStore = new ObjectStore("object-store", {
    ...common,
    ...config.objectStore,
    signOn: objectStoreSignOn(config, signOn),
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
  const dremio = query(config, { ...common, objectStore, relationalStore, searchStore });
  if (source) processing(config, { platform, authority, relationalStore, source, dremio });
  const cache = runs(config, "dashboards") ? new Cache("cache", { ...common, ...config.cache }) : undefined;
  const { warnings } = web(config, { ...common, relationalStore, signOn, dremio, cache });

  const administered = {
    "object-store": objectStore,
    postgresql: relationalStore,
    "search-store": searchStore,
    dremio,
    ...(config.publish.flight === undefined ? {} : { "dremio-flight": dremio }),
  };
  return {
    services: services(
      config,
      trustFile(config.name, authority.certificatePem),
      signOn?.directory && commandClient(signOn.identity.issuer),
    ),
    trustBundle: authority.certificatePem,
    trustStore: authority.certificatePem.apply(trustStore),
    credentials: pulumi.secret(
      Object.fromEntries([
        ...Object.entries(administered).flatMap(([name, service]) =>
          service ? [[name, { administrator: service.administrator, ...service.logins }]] : [],
        ),
        ...(source ? [["sample-source", source.database]] : []),
        ...(signOn?.directory ? [["identity", signOn.directory.people]] : []),
      ]),
    ),
    sampleData: config.sampleData && config.lifecycle === "running",
    notices: [
      ...host.notices,
      ...platform.notices,
      ...open,
      ...objectStore.warnings,
      ...relationalStore.warnings,
      ...warnings,
    ],
  };
}
