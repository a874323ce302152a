import * as pulumi from "@pulumi/pulumi";
import { flows } from "../components/platform/flows";
import { capacityTable, checkCapacity } from "../components/platform/kubernetes/capacity";
import type { ClusterView } from "../components/platform/kubernetes/cluster";
import { Kubernetes } from "../components/platform/kubernetes/kubernetes";
import { inspectCluster, type ClusterRequirements } from "../components/platform/kubernetes/preflight";
import { checkQuotas } from "../components/platform/kubernetes/quotas";
import { CertificateAuthority } from "../components/security/certificate-authority";
import { trustFile } from "../components/security/trust-bundle";
import { Cache } from "../components/storage/cache/cache";
import { ObjectStore } from "../components/storage/object-store/object-store";
import { RelationalStore } from "../components/storage/relational-store/relational-store";
import { SearchStore } from "../components/storage/search-store/search-store";
import { administrationOf } from "./administration";
import { clusterGroups, entranceOf, placesOf, requirements, surroundings } from "./cluster-requirements";
import { edgeEndpoint, workloads } from "./cluster-workloads";
import { query } from "./query";
import { objectStoreService, postgresqlService, runs, searchStoreService, webServices } from "./services";
import { objectStoreSignOn, signOnOf } from "./sign-on";
import type { Config } from "./schema";
import { web } from "./web";

export { requirements } from "./cluster-requirements";

/**
 * Kubernetes across zones.
 * @param inspect looks at the cluster first @default the API server's own word
 */
export async function deploy(
  config: Config,
  inspect: (
    needs: ClusterRequirements,
  ) => Promise<Pick<ClusterView, "nodes" | "quotas"> | undefined> = inspectCluster,
): Promise<object> {
  const needs = requirements(config);
  const cluster = await inspect(needs);
  const { kubernetes } = config;
  const platform = new Kubernetes("kubernetes", {
    prefix: config.name,
    lifecycle: config.lifecycle,
    context: kubernetes.context,
    clusterDomain: kubernetes.clusterDomain,
    images: config.images,
    podNetworks: kubernetes.podNetworks,
    flows,
    workloads: workloads(config),
    entrance: entranceOf(config),
    places: placesOf(config),
    mesh: kubernetes.mesh,
    storage: needs.storage,
    administration: administrationOf(config),
    groups: clusterGroups(config),
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
  const { cluster: clustering, ...sizes } = config.postgresql;
  const relationalStore = new RelationalStore("postgresql", {
    ...common,
    ...sizes,
    clustering: { ...clustering, ...surroundings(config), platform },
  });
  const { cluster: searchCluster, ...searchSizes } = config.searchStore;
  const searchStore = runs(config, "search")
    ? new SearchStore("search-store", {
        ...common,
        ...searchSizes,
        clustering: { ...searchCluster, platform },
      })
    : undefined;
  const dremio = query(config, { ...common, objectStore, relationalStore, searchStore });
  const cache = runs(config, "dashboards") ? new Cache("cache", { ...common, ...config.cache }) : undefined;
  const { warnings } = web(
    config,
    { ...common, relationalStore, signOn, dremio, cache },
    {
      superset: config.superset.cluster,
      edge: config.edge.replicas,
      accessProxy: config.accessProxy.replicas,
    },
  );
  const { demands } = platform;
  const { endpoints } = administrationOf(config);
  const edge = endpoints[edgeEndpoint];
  const edgeAt = edge && { address: edge.host, port: edge.port };
  const zones = kubernetes.availabilityZones;
  await checkQuotas(demands, zones, (workload) => platform.namespaceOf(workload), cluster?.quotas ?? []);
  const capacity = cluster
    ? await checkCapacity(demands, zones, cluster.nodes)
    : capacityTable(demands, zones);
  await pulumi.log.info(`Asked of the cluster:\n${capacity}`);
  const caFile = trustFile(config.name, authority.certificatePem);
  return {
    services: {
      "object-store": objectStoreService(endpoints["object-store.s3"]!, caFile),
      postgresql: postgresqlService(endpoints["postgresql.sql"]!, caFile),
      ...(searchStore
        ? { "search-store": searchStoreService(endpoints["search-store.https"]!, caFile) }
        : {}),
      ...webServices(config, caFile, edgeAt),
    },
    trustBundle: authority.certificatePem,
    credentials: pulumi.secret({
      "object-store": { administrator: objectStore.administrator, ...objectStore.logins },
      postgresql: { administrator: relationalStore.administrator, ...relationalStore.logins },
      ...(searchStore
        ? { "search-store": { administrator: searchStore.administrator, ...searchStore.logins } }
        : {}),
      ...(dremio ? { dremio: { administrator: dremio.administrator, ...dremio.logins } } : {}),
      ...(signOn?.directory ? { identity: signOn.directory.people } : {}),
    }),
    notices: [...platform.notices, ...objectStore.warnings, ...relationalStore.warnings, ...warnings],
  };
}
