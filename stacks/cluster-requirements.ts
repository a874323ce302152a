import * as pulumi from "@pulumi/pulumi";
import type { Entrance } from "../components/platform/kubernetes/entrance";
import type { ClusterRequirements } from "../components/platform/kubernetes/preflight";
import type { ClusterGroups } from "../components/platform/kubernetes/role-bindings";
import type { StorageSettings } from "../components/platform/kubernetes/storage-class";
import type { OutsidePlace } from "../components/platform/kubernetes/way-out";
import type { Clustering } from "../components/storage/relational-store/cluster/cluster";
import { checkAdministration } from "./administration";
import { edgeEndpoint } from "./cluster-workloads";
import { companyDestination } from "./company-sign-on";
import type { Config, Profile } from "./schema";
import { embedsSignOn, runs, signOnEgress, signsOn, webRoutes } from "./services";
import { isOwnMachine } from "./settings";
import { groupsOfRoles } from "./sign-on";

export function storageOf({ kubernetes: { storage } }: Config): StorageSettings {
  if (storage.class !== undefined) return { class: storage.class, encryptedBy: storage.encryptedBy };
  if (storage.provisioner !== undefined)
    return { provisioner: storage.provisioner, parameters: storage.parameters };
  throw new pulumi.RunError(
    "lakehouse:kubernetes.storage is not set: data needs a storage class of encrypted SSD. Name one of the cluster " +
      "({class: ...}), or have one made ({provisioner: ebs.csi.aws.com, parameters: {type: gp3, encrypted: 'true'}}).",
  );
}

/** Groups of people by role, as the cluster's sign-on calls them. */
export const clusterGroups = (config: Config): ClusterGroups =>
  Object.fromEntries(
    Object.entries(groupsOfRoles(config)).map(([role, groups]) => [
      role,
      groups.map((group) => `${config.kubernetes.groupPrefix}${group}`),
    ]),
  ) as unknown as ClusterGroups;

/** Profiles whose layers run in no cluster yet. */
const notInClusters: readonly Profile[] = ["ingest"];

function checkProfiles({ profiles }: Config): void {
  const missing = profiles.filter((profile) => notInClusters.includes(profile));
  if (missing.length > 0)
    throw new pulumi.RunError(
      `lakehouse:profiles has ${missing.join(", ")}, which do not run on Kubernetes yet; leave them out.`,
    );
}

/** People must be able to come to the edge by its name, from somewhere. */
function checkEntrance(config: Config): void {
  if (!runs(config, "query")) return;
  if (isOwnMachine(config.edge.domain))
    throw new pulumi.RunError(
      `lakehouse:edge.domain is "${config.edge.domain}": to people's machines that is themselves. Set it to a domain whose names lead to the cluster's entrance, such as lakehouse.example.org.`,
    );
  if (config.kubernetes.entrance.networks.length === 0)
    throw new pulumi.RunError(
      "lakehouse:kubernetes.entrance.networks is not set: nobody may come to the edge. Name the networks that people come from, such as [10.20.0.0/16].",
    );
}

/** Where people come in: through Istio's gateway in a mesh, else through a load balancer. */
export const entranceOf = (config: Config): Entrance | undefined => {
  const { mesh, entrance } = config.kubernetes;
  return runs(config, "query")
    ? {
        ...{ endpoint: edgeEndpoint, port: config.publish.edge, networks: entrance.networks },
        hostnames: [config.edge.domain, ...webRoutes(config).map(({ hostname }) => hostname)],
        gateway: mesh === "istio" ? entrance.gateway : undefined,
      }
    : undefined;
};

/**
 * Where flows lead out to.
 * @throws pulumi.RunError for a place of which only the name is known: a way to it would be one to everywhere
 */
export function placesOf(config: Config): Record<string, OutsidePlace> {
  if (!signsOn(config) || embedsSignOn(config)) return {};
  const { address, ...place } = companyDestination(config);
  if (address === undefined)
    throw new pulumi.RunError(
      `lakehouse:signOn.${config.signOn.by}.address is not set: a cluster's network knows addresses and no names. Set it to the IPv4 address of ${place.host}, or of a proxy of yours that passes TLS on to it.`,
    );
  return { [signOnEgress]: { ...place, address } };
}

/** What PostgreSQL needs of its surroundings that only the configuration can say. */
export function surroundings({
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
  checkProfiles(config);
  checkAdministration(config);
  checkEntrance(config);
  placesOf(config);
  surroundings(config);
  return {
    context: config.kubernetes.context,
    mesh: config.kubernetes.mesh,
    storage: storageOf(config),
    availabilityZones: config.kubernetes.availabilityZones,
    search: runs(config, "search"),
  };
}
