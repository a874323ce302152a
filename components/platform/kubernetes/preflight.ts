import { askCluster, refuse, type ClusterAddress, type ClusterView } from "./cluster";
import { storageMistakes } from "./encrypted-class";
import type { Mesh } from "./kubernetes";
import { looseIn, meshNamespace } from "./mesh-settings";
import type { StorageSettings } from "./storage-class";

/** What the cluster must offer before anything is created. */
export interface ClusterRequirements extends ClusterAddress {
  mesh: Mesh;
  storage: StorageSettings;
  availabilityZones: number;
  /** Whether Elasticsearch runs there, which its operator makes. */
  search: boolean;
}

/** First Kubernetes whose native sidecars are stable. Source: kubernetes.io, "Sidecar Containers". */
const oldest = { major: 1, minor: 33 };

/** What others define that the stack uses. */
interface Definitions {
  of: string;
  /** Version that is used, by custom resource. */
  resources: Readonly<Record<string, string>>;
  /** First release of them that has every field that is used. @default whichever has the version */
  since?: string;
  remedy: string;
}

const meshDefinitions: Definitions = {
  of: "istio",
  resources: {
    "authorizationpolicies.security.istio.io": "v1",
    "destinationrules.networking.istio.io": "v1",
    "gateways.networking.istio.io": "v1",
    "peerauthentications.security.istio.io": "v1",
    "serviceentries.networking.istio.io": "v1",
    "virtualservices.networking.istio.io": "v1",
  },
  remedy: "install Istio 1.24 or newer, or set lakehouse:kubernetes.mesh: none.",
};

const databaseDefinitions: Definitions = {
  of: "Percona's operator for PostgreSQL",
  resources: { "perconapgclusters.pgv2.percona.com": "v2" },
  remedy: "install version 3.1.0 of the operator, and have it watch the namespace of PostgreSQL.",
};

const searchDefinitions: Definitions = {
  of: "Elastic's operator (ECK)",
  resources: { "elasticsearches.elasticsearch.k8s.elastic.co": "v1" },
  since: "3.5.0",
  remedy:
    "install version 3.5.0 or newer of the operator, with its definitions, for the namespace of Elasticsearch.",
};

type Check = (needs: ClusterRequirements, cluster: ClusterView) => { what: string; remedy: string }[];

const version: Check = (_needs, { version }) => {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  const isOld =
    Number(major) < oldest.major || (Number(major) === oldest.major && Number(minor) < oldest.minor);
  return isOld
    ? [
        {
          what: `The cluster runs Kubernetes ${version}; sidecars that end after their process need ${oldest.major}.${oldest.minor}.`,
          remedy: "upgrade the cluster.",
        },
      ]
    : [];
};

const isOlder = (release: string, than: string): boolean =>
  release.localeCompare(than, "en", { numeric: true }) < 0;

/** What a cluster lacks of others' definitions, in words. */
function* lackingOf(
  { of, resources, since }: Definitions,
  { customResources, releases }: ClusterView,
): Generator<string> {
  const missing = Object.entries(resources).filter(
    ([name, version]) => !customResources[name]?.includes(version),
  );
  if (missing.length > 0) {
    const names = missing.map(([name, version]) => `${name}/${version}`).join(", ");
    yield `The cluster lacks custom resources of ${of}: ${names}.`;
  }
  for (const name of Object.keys(resources)) {
    const release = releases[name];
    if (since !== undefined && release !== undefined && isOlder(release, since))
      yield `The cluster's custom resource ${name} is of release ${release} of ${of}; ${since} has what is used of it.`;
  }
}

const definitions: Check = ({ mesh, search }, cluster) =>
  [
    ...(mesh === "istio" ? [meshDefinitions] : []),
    databaseDefinitions,
    ...(search ? [searchDefinitions] : []),
  ].flatMap((each) => [...lackingOf(each, cluster)].map((what) => ({ what, remedy: each.remedy })));

const meshFloor: Check = ({ mesh }, { meshes }) => {
  if (mesh === "none") return [];
  const loose =
    meshes.length > 0 ? looseIn(meshes) : [`No ConfigMap in ${meshNamespace} has settings of Istio.`];
  return loose.map((what) => ({
    what,
    remedy:
      "install istiod with meshConfig {meshMTLS: {minProtocolVersion: TLSV1_3}, tlsDefaults: {minProtocolVersion: TLSV1_3}}, " +
      "or set lakehouse:kubernetes.mesh: none.",
  }));
};

const storage: Check = ({ storage }, { storageClasses }) => {
  if ("provisioner" in storage) {
    const mistakes = storageMistakes({ name: "of the program", ...storage });
    return mistakes.map((what) => ({
      what: `${what[0]!.toUpperCase()}${what.slice(1)}.`,
      remedy: "set them in lakehouse:kubernetes.storage.parameters.",
    }));
  }
  const found = storageClasses.find(({ name }) => name === storage.class);
  if (!found)
    return [
      {
        what: `The cluster has no storage class ${storage.class} (lakehouse:kubernetes.storage.class).`,
        remedy: `name one of its own (${storageClasses.map(({ name }) => name).join(", ") || "it has none"}), or have one made: set provisioner and parameters instead.`,
      },
    ];
  return storageMistakes(found, storage.encryptedBy).map((what) => ({
    what: `${what[0]!.toUpperCase()}${what.slice(1)}.`,
    remedy: "name a class of encrypted SSD in lakehouse:kubernetes.storage.class.",
  }));
};

const zones: Check = ({ availabilityZones }, { nodes }) => {
  const found = [
    ...new Set(nodes.filter(({ schedulable }) => schedulable).flatMap(({ zone }) => zone ?? [])),
  ];
  return found.length >= availabilityZones
    ? []
    : [
        {
          what: `Ready nodes are in ${found.length} availability zones (${found.sort().join(", ") || "none says its zone"}); lakehouse:kubernetes.availabilityZones asks for ${availabilityZones}.`,
          remedy: "add nodes in further zones (label topology.kubernetes.io/zone), or ask for fewer.",
        },
      ];
};

/** In order: what comes first makes the rest meaningless. */
export const clusterChecks: readonly Check[] = [version, definitions, meshFloor, storage, zones];

/**
 * Looks at the cluster before anything is created.
 * @throws pulumi.RunError with what will not do first, and its remedy
 */
export async function inspectCluster(
  needs: ClusterRequirements,
  ask: typeof askCluster = askCluster,
): Promise<ClusterView> {
  const cluster = await ask(needs);
  for (const check of clusterChecks) {
    const [first] = check(needs, cluster);
    if (first) refuse(first.what, first.remedy);
  }
  return cluster;
}
