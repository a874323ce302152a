import { unknownText } from "../../../policies/evaluate";
import { inputs, type Change, type PolicyCases } from "../cases";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Spec = Record<string, any>;

export const onSearch = (change: (spec: Spec) => unknown): Change =>
  inputs("search-store-cluster-nodes", ({ spec }) => void change(spec as Spec));
export const onNodes = (change: (set: Spec) => unknown): Change =>
  onSearch(({ nodeSets }) => change(nodeSets[0] as Spec));
export const setting = (name: string, value: unknown) =>
  onNodes(({ config }) => (value === undefined ? delete config[name] : (config[name] = value)));
const pod = (change: (spec: Spec) => unknown) =>
  onNodes(({ podTemplate }) => change(podTemplate.spec as Spec));
const security = (values: Spec) => pod(({ securityContext }) => Object.assign(securityContext, values));
export const process = (change: (container: Spec) => unknown) =>
  pod(({ containers }) => change(containers[0] as Spec));
export const java = (option: string) =>
  process(({ env }) => (env[0].value = `${String(env[0].value)} ${option}`));
export const tls = (values: Spec) => onSearch(({ http }) => Object.assign(http.tls, values));

/** A file of the access job's, in which one text is another. */
export const accessFile = (key: string, from: string, to: string): Change =>
  inputs("search-store-access-files", ({ data }) => {
    const name = `etc_lakehouse_search-store-access_${key}`;
    if (!data[name]?.includes(from)) throw new Error(`${name} does not hold: ${from}`);
    data[name] = data[name].replace(from, to);
  });

/** Ways to break a cluster of Elasticsearch, by the policy that judges nothing else. */
export const searchClusters: Record<string, PolicyCases> = {
  "elasticsearch-clusters-admit-one-administrator": {
    fail: {
      "whom everybody knows": onSearch(({ auth }) => delete auth.disableElasticUser),
      "nobody of ours": onSearch(({ auth }) => delete auth.fileRealm),
      "of no Secret": onSearch(({ auth }) => (auth.fileRealm[0] = {})),
      several: onSearch(({ auth }) => auth.fileRealm.push({ secretName: "more" })),
      "with roles of a file": onSearch(({ auth }) => (auth.roles = [{ secretName: "roles" }])),
    },
    pass: {
      "by a name that is not known yet": onSearch(({ auth }) => (auth.fileRealm[0].secretName = unknownText)),
    },
  },
  "elasticsearch-clusters-hold-no-secrets": {
    fail: {
      "a variable": process(({ env }) => env.push({ name: "KEYSTORE_PASSWORD", value: "x" })),
      "a setting": setting("xpack.notification.email.account.work.smtp.password", "x"),
      "a private key": onNodes(
        ({ podTemplate }) =>
          (podTemplate.metadata.annotations = {
            note: "-----BEGIN EC PRIVATE KEY-----\nQQ==\n-----END EC PRIVATE KEY-----",
          }),
      ),
    },
    also: ["elasticsearch-keeps-secrets-out-of-settings"],
    pass: {
      "a variable of another kind": process(({ env }) => env.push({ name: "LANG", value: "C.UTF-8" })),
    },
  },
  "elasticsearch-clusters-keep-copies": {
    fail: {
      none: accessFile("template-lakehouse.json", '"number_of_replicas":1', '"number_of_replicas":0'),
      "as the server likes": accessFile("template-lakehouse.json", ',"number_of_replicas":1', ""),
      "in words": accessFile("template-lakehouse.json", "{", ""),
      "of no template": inputs("search-store-access-files", ({ data }) => {
        delete data["etc_lakehouse_search-store-access_template-lakehouse.json"];
      }),
    },
    pass: {
      more: accessFile("template-lakehouse.json", '"number_of_replicas":1', '"number_of_replicas":2'),
    },
  },
  "elasticsearch-clusters-run-restricted": {
    fail: {
      "as root": security({ runAsUser: 0 }),
      "in root's group": security({ runAsGroup: 0 }),
      "with files of root's group": security({ fsGroup: 0 }),
      "in further groups": security({ supplementalGroups: [0] }),
      "as whoever": security({ runAsNonRoot: false }),
      "every system call": security({ seccompProfile: { type: "Unconfined" } }),
      "by default": pod((spec) => delete spec["securityContext"]),
      "a token": pod((spec) => delete spec["automountServiceAccountToken"]),
      "no priority": pod((spec) => delete spec["priorityClassName"]),
      "its node's network": pod((spec) => (spec["hostNetwork"] = true)),
      "a container more": pod(({ containers }) => containers.push({ name: "exporter", image: "exporter" })),
      "a container before": pod((spec) => (spec["initContainers"] = [{ name: "sysctl", image: "busybox" }])),
      "another security context": process((given) => (given["securityContext"] = { privileged: true })),
      "another command": process((given) => (given["command"] = ["sh"])),
      "a directory of its node": pod(({ volumes }) =>
        volumes.push({ name: "host", hostPath: { path: "/" } }),
      ),
      "a directory on its node": pod(({ volumes }) => (volumes[0].emptyDir = {})),
      "data on its node": onNodes((set) => (set["volumeClaimTemplates"] = [])),
      "no limit": process(({ resources }) => delete resources.limits.memory),
      "no request": process(({ resources }) => delete resources.requests),
    },
    pass: { "another user": security({ runAsUser: 2000 }) },
  },
  "elasticsearch-clusters-stay-inside": {
    fail: {
      "clients from outside": onSearch(({ http }) => (http.service = { spec: { type: "LoadBalancer" } })),
      "nodes from outside": onSearch(
        (spec) => (spec["transport"] = { service: { spec: { type: "NodePort" } } }),
      ),
      "an address outside": onSearch(({ http }) => (http.service = { spec: { externalIPs: ["192.0.2.1"] } })),
      "other clusters": onSearch((spec) => (spec["remoteClusterServer"] = { enabled: true })),
      "to other clusters": onSearch((spec) => (spec["remoteClusters"] = [{ name: "other" }])),
      "a port of its node": process((given) => (given["ports"] = [{ containerPort: 9200, hostPort: 9200 }])),
    },
    pass: { "said in words": onSearch(({ http }) => (http.service = { spec: { type: "ClusterIP" } })) },
  },
  "elasticsearch-clusters-survive-a-zone": {
    fail: {
      "two nodes": onNodes((set) => (set["count"] = 2)),
      "few masters": setting("node.roles", ["data"]),
      "one zone": onNodes((set) => delete set["zoneAwareness"]),
      "zones of another kind": onNodes((set) => (set["zoneAwareness"].topologyKey = "kubernetes.io/os")),
      "zones where there is room": pod(
        (spec) =>
          (spec["topologySpreadConstraints"] = [
            { topologyKey: "topology.kubernetes.io/zone", maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway" },
          ]),
      ),
      "one machine": pod(({ affinity }) => delete affinity.podAntiAffinity),
      "copies in one zone": setting("cluster.routing.allocation.awareness.attributes", "rack"),
      "no budget": onSearch((spec) => (spec["podDisruptionBudget"] = {})),
      "several at a time": onSearch(({ updateStrategy }) => (updateStrategy.changeBudget.maxUnavailable = 2)),
    },
    pass: {
      "five nodes": onNodes((set) => (set["count"] = 5)),
      "every role": setting("node.roles", undefined),
      "by the operator's own budget": onSearch((spec) => delete spec["updateStrategy"]),
    },
  },
};
