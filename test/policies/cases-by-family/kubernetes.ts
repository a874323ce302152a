import { unknownText } from "../../../policies/evaluate";
import { add, both, inputs, remove, set, spec, type PolicyCases } from "../cases";
import { named } from "../fixtures";
import { storage } from "./claims";
import { clusterRights } from "./cluster-rights";
import { pods } from "./pods";
import { postgresqlClusters } from "./postgresql-clusters";
import { searchClusters } from "./search-clusters";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Spec = Record<string, any>;

const zones = "kubernetes-zones-data";
const labels = (values: Spec) =>
  inputs(`${zones}-namespace`, ({ metadata }) => Object.assign(metadata.labels, values));
const denied = (values: Spec) => spec(`${zones}-default-deny`, (given) => Object.assign(given, values));
const ingress = (change: (rule: Spec) => unknown) =>
  spec("object-store-flows", (given) => change(given["ingress"][1]));
const egress = (change: (rule: Spec) => unknown) =>
  spec("object-store-flows", (given) => change(given["egress"][0]));
const balanced = (values: Spec = {}) =>
  spec("object-store-service", (given) =>
    Object.assign(given, { type: "LoadBalancer", loadBalancerSourceRanges: ["198.51.100.0/24"], ...values }),
  );
const service = (values: Spec) => spec("object-store-service", (given) => Object.assign(given, values));
const allowed = (change: (rule: Spec) => unknown) =>
  spec("object-store-allowed", (given) => change(given["rules"][1]));
const principal = (name: string) => allowed((rule) => (rule["from"][0].source.principals = [name]));
const template = (key: "labels" | "annotations", values: Spec) =>
  spec("cache-pods", (given) => Object.assign(given["template"].metadata[key], values));
const gatewayServer = (index: number, values: Spec) =>
  spec("edge-gateway", (given) => Object.assign(given["servers"][index], values));
const settings = (key: string, text: string) => inputs("cache-files", ({ data }) => (data[key] = text));
export const kubernetes: Record<string, PolicyCases> = {
  ...pods,
  ...clusterRights,
  ...storage,
  ...postgresqlClusters,
  ...searchClusters,
  "namespaces-enforce-restricted-pods": {
    fail: {
      baseline: labels({ "pod-security.kubernetes.io/enforce": "baseline" }),
      "only warned of": labels({ "pod-security.kubernetes.io/enforce": undefined }),
      "of an old version": labels({ "pod-security.kubernetes.io/enforce-version": "v1.22" }),
    },
    pass: { "of the latest": labels({ "pod-security.kubernetes.io/enforce-version": "latest" }) },
  },
  "namespaces-deny-by-default": {
    fail: {
      "no policy": remove(`${zones}-default-deny`),
      "only what arrives": denied({ policyTypes: ["Ingress"] }),
      "only what leaves": denied({ policyTypes: ["Egress"] }),
      "some pods": denied({ podSelector: { matchLabels: { app: "one" } } }),
      "by an expression": denied({ podSelector: { matchExpressions: [{ key: "app", operator: "Exists" }] } }),
      "with a rule": denied({
        egress: [{ to: [{ ipBlock: { cidr: "192.0.2.0/24" } }], ports: [{ protocol: "TCP", port: 443 }] }],
      }),
      "another namespace": inputs(`${zones}-default-deny`, ({ metadata }) => (metadata.namespace = "other")),
      "pods elsewhere": both(
        inputs("cache-pods", ({ metadata }) => (metadata.namespace = "other")),
        inputs("cache-disruption", ({ metadata }) => (metadata.namespace = "other")),
      ),
    },
    pass: {
      "by two": both(denied({ policyTypes: ["Ingress"] }), (graph) => {
        const { type, inputs: given } = named(graph, `${zones}-default-deny`);
        const second = structuredClone(given) as Spec;
        second["spec"].policyTypes = ["Egress"];
        add({ type, name: "second", inputs: second })(graph);
      }),
      "in a namespace whose name is not known yet": (graph) => {
        const policy = named(graph, `${zones}-default-deny`);
        (policy.inputs["metadata"] as Spec)["namespace"] = unknownText;
        policy.propertyDependencies = { metadata: [`${zones}-namespace`] };
      },
    },
    also: ["network-policies-open-one-workload"],
  },
  "network-policies-name-peers-and-ports": {
    fail: {
      "from anybody": ingress((rule) => (rule["from"] = [])),
      "from whoever it is": ingress((rule) => delete rule["from"]),
      "to any port": ingress((rule) => (rule["ports"] = [])),
      "to whichever port": egress((rule) => delete rule["ports"]),
      "to anybody": egress((rule) => (rule["to"] = [])),
      "to the world": egress((rule) => (rule["to"] = [{ ipBlock: { cidr: "0.0.0.0/0" } }])),
      "to the world by six": egress((rule) => (rule["to"] = [{ ipBlock: { cidr: "::/0" } }])),
      "to half of the world": egress((rule) => (rule["to"] = [{ ipBlock: { cidr: "128.0.0.0/1" } }])),
      "a protocol": ingress((rule) => (rule["ports"] = [{ protocol: "TCP" }])),
      "a range": ingress((rule) => (rule["ports"][0].endPort = 65535)),
      "every namespace": ingress((rule) => (rule["from"] = [{ namespaceSelector: {} }])),
      "namespaces by any label": ingress(
        (rule) => (rule["from"][0].namespaceSelector.matchLabels = { team: "data" }),
      ),
      "all pods beside": ingress((rule) => (rule["from"] = [{ podSelector: {} }])),
      "a peer that is nobody's": ingress((rule) => (rule["from"] = [{}])),
      "whoever is in a namespace of ours": ingress((rule) => delete rule["from"][0].podSelector),
      "to whoever is in a namespace": egress((rule) => delete rule["to"][0].podSelector),
    },
    pass: {
      "a network": ingress((rule) => rule["from"].push({ ipBlock: { cidr: "10.0.0.0/8" } })),
      "no rule": spec("object-store-flows", (given) => (given["ingress"] = [])),
    },
  },
  "network-policies-open-one-workload": {
    fail: {
      "for all": spec("object-store-flows", (given) => (given["podSelector"] = {})),
      "for all that leaves": spec(`${zones}-name-service`, (given) => {
        given["egress"].push({
          to: [{ ipBlock: { cidr: "192.0.2.0/24" } }],
          ports: [{ protocol: "TCP", port: 443 }],
        });
      }),
      "for all to one of ours": spec(`${zones}-name-service`, (given) => {
        given["egress"][0].to[0].namespaceSelector.matchLabels["kubernetes.io/metadata.name"] =
          "lakehouse-prod-data";
      }),
    },
    pass: {
      "for all to the cluster": spec(`${zones}-name-service`, (given) => given["egress"][0].ports.pop()),
    },
  },
  "services-stay-inside": {
    fail: {
      "a port of every node": service({ type: "NodePort" }),
      "a number of every node": balanced({ ports: [{ port: 9000, nodePort: 30900 }] }),
      "a name outside": service({ type: "ExternalName", externalName: "example.org" }),
      "addresses of nodes": service({ externalIPs: ["192.0.2.1"] }),
      "a balancer for all": balanced({ loadBalancerSourceRanges: undefined }),
      "a balancer for nobody named": balanced({ loadBalancerSourceRanges: [] }),
      "a balancer for the world": balanced({ loadBalancerSourceRanges: ["198.51.100.0/24", "0.0.0.0/0"] }),
    },
    pass: { "a balancer for some": balanced(), "nothing said": service({ type: undefined }) },
  },
  "mesh-requires-mutual-tls": {
    fail: {
      permissive: spec(`${zones}-mutual-tls`, (given) => (given["mtls"].mode = "PERMISSIVE")),
      "nothing said": spec(`${zones}-mutual-tls`, (given) => delete given["mtls"]),
      "a port excepted": spec(
        `${zones}-mutual-tls`,
        (given) => (given["portLevelMtls"] = { 9000: { mode: "DISABLE" } }),
      ),
      none: remove(`${zones}-mutual-tls`),
      "some pods alone": spec(
        `${zones}-mutual-tls`,
        (given) => (given["selector"] = { matchLabels: { app: "one" } }),
      ),
      "another namespace": inputs(`${zones}-mutual-tls`, ({ metadata }) => (metadata.namespace = "other")),
      "without the proxy": template("labels", { "sidecar.istio.io/inject": "false" }),
      "without any proxy": labels({ "istio-injection": undefined }),
      "past the proxy": template("annotations", { "traffic.sidecar.istio.io/excludeInboundPorts": "6379" }),
      "past the proxy where a gateway leads, by more ports": spec(
        "edge-pods",
        ({ template: { metadata } }) =>
          (metadata.annotations["traffic.sidecar.istio.io/excludeInboundPorts"] = "8443,8404"),
      ),
      "past the proxy without a client's address": spec(
        "edge-gateway-destination",
        (given) => delete given["trafficPolicy"].proxyProtocol,
      ),
      "past the proxy, and no gateway leads there": remove("edge-gateway-route"),
    },
    pass: {
      "no mesh": both(
        labels({ "istio-injection": undefined }),
        remove(`${zones}-mutual-tls`),
        remove(`${zones}-deny-all`),
      ),
    },
  },
  "gateways-require-tls-1-3": {
    fail: {
      "TLS that ends there, of any version": gatewayServer(0, { tls: { mode: "SIMPLE" } }),
      "an older floor": gatewayServer(0, { tls: { mode: "SIMPLE", minProtocolVersion: "TLSV1_2" } }),
      "no TLS": gatewayServer(0, { tls: undefined }),
      "plain, to what is behind": gatewayServer(1, { tls: { httpsRedirect: false } }),
      "plain bytes": gatewayServer(1, { port: { number: 80, protocol: "TCP" }, tls: {} }),
    },
    pass: {
      "TLS 1.3 that ends there": gatewayServer(0, {
        port: { number: 443, protocol: "HTTPS" },
        tls: { mode: "SIMPLE", minProtocolVersion: "TLSV1_3" },
      }),
    },
  },
  "mesh-allows-named-identities": {
    fail: {
      "nothing denied": remove(`${zones}-deny-all`),
      "denied to some pods": spec(
        `${zones}-deny-all`,
        (given) => (given["selector"] = { matchLabels: { app: "one" } }),
      ),
      "a rule for all": spec(`${zones}-deny-all`, (given) => (given["rules"] = [{}])),
      "whoever it is": allowed((rule) => delete rule["from"]),
      "any identity": principal("*"),
      "any account": principal("cluster.local/ns/lakehouse-prod-data/sa/*"),
      "any of a suffix": principal("*/sa/object-store"),
      "without identity": allowed((rule) => (rule["from"] = [{ source: { namespaces: ["other"] } }])),
      "one more way": allowed((rule) => rule["from"].push({ source: { ipBlocks: ["10.0.0.0/8"] } })),
      "every port": allowed((rule) => delete rule["to"]),
      "a path on every port": allowed((rule) => rule["to"].push({ operation: { paths: ["/"] } })),
      "to every pod": spec("object-store-allowed", (given) => delete given["selector"]),
      "as another says": spec("object-store-allowed", (given) => (given["action"] = "CUSTOM")),
    },
    pass: { "denied by name": spec("object-store-allowed", (given) => (given["action"] = "DENY")) },
  },
  "kubernetes-secrets-are-secret": {
    fail: {
      plain: (graph) => void (named(graph, "cache-secrets").options!.additionalSecretOutputs = []),
      "plain beside": set("cache-secrets", { stringData: { password: "in plain" } }),
    },
    pass: { "of nothing": set("object-store-terminator-secrets", { data: undefined }) },
  },
  "config-maps-hold-no-secrets": {
    also: ["secret-files-are-private"],
    fail: {
      "a key": settings("etc_lakehouse_cache_ca.crt", "-----BEGIN EC PRIVATE KEY-----\n"),
      "a login": settings("etc_lakehouse_cache_notes.txt", "postgres://web:word@db:5432/web"),
      "a password": settings("etc_lakehouse_cache_notes.txt", "password=word"),
      "a key by its name": settings("etc_lakehouse_cache_server.key", "0a0a"),
      "users by their name": settings("etc_lakehouse_cache_users.acl", "user web on"),
      "as bytes": set("cache-files", {
        binaryData: { store: Buffer.from("-----BEGIN PRIVATE KEY-----\n").toString("base64") },
      }),
    },
    pass: { "a certificate": settings("etc_lakehouse_cache_ca.crt", "-----BEGIN CERTIFICATE-----\n") },
  },
};
