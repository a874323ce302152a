import { afterEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { askCluster, type ClusterView } from "../../../components/platform/kubernetes/cluster";
import { meshSettings } from "../../../components/platform/kubernetes/mesh-settings";
import { inspectCluster, type ClusterRequirements } from "../../../components/platform/kubernetes/preflight";

const gp3 = {
  name: "gp3-encrypted",
  provisioner: "ebs.csi.aws.com",
  parameters: { type: "gp3", encrypted: "true" },
};
const node = (name: string, zone?: string, schedulable = true) => ({
  name,
  zone,
  schedulable,
  allocatable: { cpu: "8", memory: "32Gi" },
});

const search = "elasticsearches.elasticsearch.k8s.elastic.co";
const operators = { "perconapgclusters.pgv2.percona.com": ["v2"], [search]: ["v1", "v1beta1"] };

const floor = { minProtocolVersion: "TLSV1_3" };
const atLeast13 = { meshMTLS: floor, tlsDefaults: floor };

const cluster: ClusterView = {
  version: "v1.34.1",
  nodes: [node("a", "zone-a"), node("b", "zone-b"), node("c", "zone-c")],
  storageClasses: [gp3, { name: "standard", provisioner: "kubernetes.io/no-provisioner", parameters: {} }],
  customResources: {
    "authorizationpolicies.security.istio.io": ["v1", "v1beta1"],
    "destinationrules.networking.istio.io": ["v1"],
    "gateways.networking.istio.io": ["v1"],
    "peerauthentications.security.istio.io": ["v1"],
    "serviceentries.networking.istio.io": ["v1"],
    "virtualservices.networking.istio.io": ["v1"],
    ...operators,
  },
  releases: { [search]: "3.5.0" },
  meshes: [{ configMap: "istio", ...atLeast13 }],
  quotas: [],
};
const needs: ClusterRequirements = {
  mesh: "istio",
  storage: { class: "gp3-encrypted" },
  availabilityZones: 3,
  search: true,
};

const look = (more: Partial<ClusterRequirements> = {}, view: Partial<ClusterView> = {}) =>
  inspectCluster({ ...needs, ...more }, () => Promise.resolve({ ...cluster, ...view }));

describe("the look at a cluster", () => {
  it("finds nothing wrong with one that has what is asked for", async () => {
    await expect(look()).resolves.toMatchObject({ version: "v1.34.1" });
    await expect(look({ mesh: "none" }, { customResources: operators, meshes: [] })).resolves.toBeDefined();
    const { [search]: _operator, ...others } = cluster.customResources;
    await expect(look({ search: false }, { customResources: others })).resolves.toBeDefined();
    // Nothing says of which release they are; or it is one to come.
    await expect(look({}, { releases: {} })).resolves.toBeDefined();
    await expect(look({}, { releases: { [search]: "3.10.0" } })).resolves.toBeDefined();
    const { provisioner, parameters } = gp3;
    await expect(
      look({ storage: { provisioner, parameters } }, { storageClasses: [] }),
    ).resolves.toBeDefined();
  });

  it.each([
    ["an old version", {}, { version: "v1.31.4" }, /runs Kubernetes v1\.31\.4; .* need 1\.33/],
    [
      "no definitions of the mesh",
      {},
      { customResources: { ...operators, "peerauthentications.security.istio.io": ["v1beta1"] } },
      /lacks custom resources of istio: authorizationpolicies.*, peerauthentications/,
    ],
    [
      "a mesh that takes TLS 1.2 between proxies",
      {},
      { meshes: [{ configMap: "istio", tlsDefaults: floor, meshMTLS: { minProtocolVersion: "TLSV1_2" } }] },
      /below 1\.3 between proxies: meshMTLS\.minProtocolVersion is TLSV1_2 in ConfigMap istio-system\/istio\./,
    ],
    [
      "a mesh whose gateways take what Istio does by itself",
      {},
      { meshes: [{ configMap: "istio", meshMTLS: floor }] },
      /at gateways: tlsDefaults\.minProtocolVersion is not set .*\n.*install istiod with meshConfig/,
    ],
    [
      "one revision of a mesh that takes less than the other",
      {},
      { meshes: [{ configMap: "istio", ...atLeast13 }, { configMap: "istio-1-30" }] },
      /istio-system\/istio-1-30/,
    ],
    ["a mesh of which nothing says what it takes", {}, { meshes: [] }, /No ConfigMap in istio-system/],
    [
      "no operator for PostgreSQL",
      { mesh: "none" },
      { customResources: { ...operators, "perconapgclusters.pgv2.percona.com": ["v1"] } },
      /of Percona's operator for PostgreSQL: perconapgclusters\.pgv2\.percona\.com\/v2\.\n.*install version 3\.1\.0/,
    ],
    [
      "no operator for Elasticsearch",
      { mesh: "none" },
      { customResources: { ...operators, [search]: ["v1beta1"] } },
      /of Elastic's operator \(ECK\): elasticsearches\.elasticsearch\.k8s\.elastic\.co\/v1\.\n.*install version 3\.5\.0/,
    ],
    [
      "an older operator for Elasticsearch",
      {},
      { releases: { [search]: "3.4.2" } },
      /elasticsearches\.elasticsearch\.k8s\.elastic\.co is of release 3\.4\.2 of .*; 3\.5\.0 has what is used/,
    ],
    [
      "no such storage class",
      { storage: { class: "fast" } },
      {},
      /no storage class fast .*\n.*gp3-encrypted, standard/,
    ],
    [
      "a class that does not encrypt",
      {},
      { storageClasses: [{ ...gp3, parameters: { type: "gp3" } }] },
      /gp3-encrypted \(ebs\.csi\.aws\.com\) does not encrypt: its parameters lack encrypted: 'true'/,
    ],
    [
      "a class of disks that turn",
      {},
      { storageClasses: [{ ...gp3, parameters: { type: "st1", encrypted: "true" } }] },
      /is not SSD: its parameters lack type: gp3/,
    ],
    [
      "a class of an unknown driver",
      { storage: { class: "standard" } },
      {},
      /whose parameters nobody here can judge; say in lakehouse:kubernetes\.storage\.encryptedBy/,
    ],
    [
      "parameters of the program's own that do not encrypt",
      { storage: { provisioner: "ebs.csi.aws.com", parameters: { type: "gp3" } } },
      {},
      /of the program .*does not encrypt.*\n.*storage\.parameters/,
    ],
    [
      "fewer zones, as a node that is not ready counts for none",
      {},
      { nodes: [...cluster.nodes.slice(0, 2), node("c", "zone-c", false)] },
      /in 2 availability zones \(zone-a, zone-b\); .* asks for 3/,
    ],
    ["nodes without a zone", {}, { nodes: [node("a")] }, /in 0 availability zones \(none says its zone\)/],
  ] as const)("refuses %s, with a remedy, before anything is made", async (_, more, view, message) => {
    const refusal = look(more, view);
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toThrow(/\n {2}Remedy: .+\nNothing was created or changed\.$/);
  });

  it("takes the word of who knows what encrypts an unknown driver's volumes", async () => {
    const storage = { class: "standard", encryptedBy: "LUKS on every node's drives" };
    await expect(look({ storage })).resolves.toBeDefined();
  });
});

describe("the settings of a mesh", () => {
  const mesh = "meshMTLS:\n  minProtocolVersion: TLSV1_3\n";

  it("are read of every revision, and of nothing else", () => {
    const found = meshSettings(
      [
        { metadata: { name: "istio" }, data: { mesh, meshNetworks: "networks: {}" } },
        { metadata: { name: "istio-ca-root-cert" }, data: { "root-cert.pem": "..." } },
        { metadata: { name: "istio-canary" }, data: { mesh: "" } },
      ],
      parse,
    );
    expect(found).toEqual([{ configMap: "istio", meshMTLS: floor }, { configMap: "istio-canary" }]);
  });
});

describe("a machine without a kubeconfig", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("is told so, and asks nobody", async () => {
    vi.stubEnv("KUBECONFIG", undefined);
    vi.stubEnv("HOME", __dirname);
    await expect(askCluster({})).rejects.toThrow(/There is no kubeconfig: .*\n {2}Remedy: .*KUBECONFIG/);
  });
});
