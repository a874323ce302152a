import * as pulumi from "@pulumi/pulumi";
import { flows, operator } from "../components/platform/flows";
import { capacityTable, checkCapacity } from "../components/platform/kubernetes/capacity";
import type { ClusterView } from "../components/platform/kubernetes/cluster";
import { Kubernetes } from "../components/platform/kubernetes/kubernetes";
import { inspectCluster, type ClusterRequirements } from "../components/platform/kubernetes/preflight";
import type { ClusterGroups } from "../components/platform/kubernetes/role-bindings";
import type { StorageSettings } from "../components/platform/kubernetes/storage-class";
import { CertificateAuthority } from "../components/security/certificate-authority";
import { trustFile } from "../components/security/trust-bundle";
import { Cache } from "../components/storage/cache/cache";
import { ObjectStore } from "../components/storage/object-store/object-store";
import type { Clustering } from "../components/storage/relational-store/cluster/cluster";
import { RelationalStore } from "../components/storage/relational-store/relational-store";
import { objectStoreService, postgresqlService } from "./services";
import { groupsOfRoles } from "./sign-on";
import type { Config } from "./schema";

/** Every workload and job of the stack, by name; a flow takes effect when both its ends are here. */
export const workloads = (): string[] => ["object-store", "cache", "postgresql", "postgresql-pooler"];

function storageOf({ kubernetes: { storage } }: Config): StorageSettings {
  if (storage.class !== undefined) return { class: storage.class, encryptedBy: storage.encryptedBy };
  if (storage.provisioner !== undefined)
    return { provisioner: storage.provisioner, parameters: storage.parameters };
  throw new pulumi.RunError(
    "lakehouse:kubernetes.storage is not set: data needs a storage class of encrypted SSD. Name one of the cluster " +
      "({class: ...}), or have one made ({provisioner: ebs.csi.aws.com, parameters: {type: gp3, encrypted: 'true'}}).",
  );
}

/** Groups of people by role, as the cluster's sign-on calls them. */
const clusterGroups = (config: Config): ClusterGroups =>
  Object.fromEntries(
    Object.entries(groupsOfRoles(config)).map(([role, groups]) => [
      role,
      groups.map((group) => `${config.kubernetes.groupPrefix}${group}`),
    ]),
  ) as unknown as ClusterGroups;

/** Every store that is administered from outside must be reached somehow. */
function checkAdministration({ kubernetes: { administration, mesh } }: Config): void {
  const { endpoints, identity, networks } = administration;
  const key = "lakehouse:kubernetes.administration";
  const wanted = flows
    .filter(({ from, to }) => from === operator && workloads().includes(to))
    .map(({ to, port }) => `${to}.${port}`);
  const missing = wanted.filter((name) => !(name in endpoints));
  const idle = Object.keys(endpoints).filter((name) => !wanted.includes(name));
  if (missing.length > 0)
    throw new pulumi.RunError(
      `${key}.endpoints lacks ${missing.join(", ")}: say where this machine reaches it, such as {${missing[0]}: {host: s3.internal, port: 9000}}.`,
    );
  if (idle.length > 0)
    throw new pulumi.RunError(
      `${key}.endpoints names ${idle.join(", ")}, which this stack does not have; it has ${wanted.join(", ")}.`,
    );
  if (mesh === "istio" && networks.length > 0)
    throw new pulumi.RunError(
      `${key}.networks has no effect with kubernetes.mesh: istio, which lets in who has an identity; set ${key}.identity to that of the pods the way leads through.`,
    );
  if (mesh === "istio" ? !identity : networks.length === 0 && !identity)
    throw new pulumi.RunError(
      `Nobody may come to the stores to administer them: set ${key}.identity to the namespace and service account of the pods the way leads through` +
        (mesh === "istio" ? "." : `, or ${key}.networks to the networks it comes from.`),
    );
}

/** What PostgreSQL needs of its surroundings that only the configuration can say. */
function surroundings({
  kubernetes,
  keyStore,
  keyStoreToken,
}: Config): Omit<Clustering, "platform" | "instances" | "dataSize" | "walSize"> {
  if (keyStore === undefined || keyStoreToken === undefined)
    throw new pulumi.RunError(
      "lakehouse:keyStore is not set: PostgreSQL's encryption keys must be kept apart from its data. Name a Vault or an " +
        "OpenBao ({address: https://..., mount: ..., authority: ..., networks: [...]}), and encrypt its token with " +
        "'make secret KEY=keyStoreToken'.",
    );
  if (kubernetes.apiServer.networks.length === 0)
    throw new pulumi.RunError(
      "lakehouse:kubernetes.apiServer.networks is not set: PostgreSQL's servers agree on a primary through the API server, " +
        "and nothing else lets them come to it. Name the networks of its addresses, such as [10.0.0.0/16].",
    );
  const { authority, ...rest } = keyStore;
  return {
    keyStore: { ...rest, authorityPem: authority, token: pulumi.secret(keyStoreToken) },
    apiServer: kubernetes.apiServer,
  };
}

/**
 * What the stack asks of its cluster.
 * @throws pulumi.RunError when the configuration leaves out what every cluster must be told
 */
export function requirements(config: Config): ClusterRequirements {
  checkAdministration(config);
  surroundings(config);
  return {
    context: config.kubernetes.context,
    mesh: config.kubernetes.mesh,
    storage: storageOf(config),
    availabilityZones: config.kubernetes.availabilityZones,
  };
}

/**
 * Kubernetes across zones.
 * @param inspect looks at the cluster first @default the API server's own word
 */
export async function deploy(
  config: Config,
  inspect: (needs: ClusterRequirements) => Promise<Pick<ClusterView, "nodes"> | undefined> = inspectCluster,
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
    workloads: workloads(),
    mesh: kubernetes.mesh,
    storage: needs.storage,
    administration: kubernetes.administration,
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
  const objectStore = new ObjectStore("object-store", {
    ...common,
    ...config.objectStore,
    retention: {
      noncurrentDays: config.objectStore.expireNoncurrentDays,
      logDays: config.objectStore.logRetentionDays,
      backupDays: config.objectStore.backupRetentionDays,
    },
  });
  new Cache("cache", { ...common, ...config.cache });
  const { cluster: clustering, ...sizes } = config.postgresql;
  const relationalStore = new RelationalStore("postgresql", {
    ...common,
    ...sizes,
    clustering: { ...clustering, ...surroundings(config), platform },
  });
  const { demands } = platform;
  const zones = kubernetes.availabilityZones;
  const capacity = cluster
    ? await checkCapacity(demands, zones, cluster.nodes)
    : capacityTable(demands, zones);
  await pulumi.log.info(`Asked of the cluster:\n${capacity}`);
  const caFile = trustFile(config.name, authority.certificatePem);
  return {
    services: {
      "object-store": objectStoreService(kubernetes.administration.endpoints["object-store.s3"]!, caFile),
      postgresql: postgresqlService(kubernetes.administration.endpoints["postgresql.sql"]!, caFile),
    },
    trustBundle: authority.certificatePem,
    credentials: pulumi.secret({
      "object-store": { administrator: objectStore.administrator, ...objectStore.logins },
      postgresql: { administrator: relationalStore.administrator, ...relationalStore.logins },
    }),
    notices: [...platform.notices, ...objectStore.warnings, ...relationalStore.warnings],
  };
}
