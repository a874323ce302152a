import { another, closes, less, life, limits, named, second, standard, type Survivors } from "./reasons";

const pods = (what: string) =>
  new RegExp(String.raw`^(Deployment|StatefulSet) \S+: (without )?spec\.template\.spec\.${what}`);
const container = (what: string) => pods(String.raw`(c|initC)ontainers\[\w+\]\.${what}`);
const settings = (file: string, what: string) => new RegExp(String.raw`^ConfigMap \S+: \S+${file} ${what}`);

const refused = "The cluster refuses it, or finds no pod that it is about: nothing runs or is opened.";
const elsewhere = "The object is in another namespace then, where it opens nothing of this one.";
const ofNamespace = "The namespace's own policy denies what no other allows, and is judged.";

/** What of the cluster's objects no policy has to catch. A test sees to it that each is still needed. */
export const inCluster: readonly Survivors[] = [
  {
    kind: /: without (metadata\.(annotations|labels\.(app\.kubernetes|lakehouse))|spec\.template\.metadata\.(annotations|labels\.app\.))/,
    because: named,
  },
  {
    kind: /^(ConfigMap|PriorityClass|Role (?!\S+-admin: without metadata$)|RoleBinding|Secret|Service|ServiceAccount|StorageClass|NetworkPolicy (?!\S+-default-deny)|AuthorizationPolicy (?!\S+-deny-all))\s?\S+: without metadata(\.(labels|namespace))?$/,
    because: elsewhere,
  },
  { kind: /^(?!Role |Namespace )\w+ \S+: without metadata\.(labels|name)$/, because: named },
  {
    kind: /^(ConfigMap object-store-files|Deployment|Namespace|PriorityClass|Secret (object-store-terminator|edge)|Service|ServiceAccount|StatefulSet|StorageClass)\S* ?\S*: is gone$/,
    because: another,
  },
  {
    kind: /^(NetworkPolicy|AuthorizationPolicy) (?!\S+-(default-deny|deny-all):)\S+: is gone$/,
    because: less,
  },
  { kind: /^Role \S+-admin: may run programs in pods/, because: "That is an administrator's right." },
  { kind: /^Role \S+-data-engineer: without metadata\.name/, because: named },
  { kind: /^Role(Binding)? \S+: (is gone|without (rules|subjects|roleRef))/, because: less },

  // Ways in and out
  {
    kind: /^NetworkPolicy (?!\S+-default-deny:)\S+: without spec(\.(ingress|egress)(\[\d\])?)?$/,
    because: less,
  },
  { kind: /^NetworkPolicy \S+-name-service: without spec\.egress\[0\]\.ports\[[01]\]$/, because: less },
  { kind: /^NetworkPolicy \S+: without spec\.\w+\[\d\]\.ports\[\d\]\.protocol/, because: standard },
  {
    kind: /^NetworkPolicy ((object-store|search-store-cluster)-flows: without spec\.(egress\[\d\]\.to|ingress\[\d\]\.from)|(cache|edge)-flows: without spec\.\w+\[\d\]\.(to|from))\[0\]\.namespaceSelector$/,
    because: "Pods of that name in the namespace of the policy itself are meant then.",
  },
  { kind: /^NetworkPolicy (?!\S+-default-deny:)\S+: without spec\.policyTypes/, because: ofNamespace },
  {
    kind: /^NetworkPolicy \S+-(default-deny|mesh-control|name-service): (without spec\.podSelector|spec\.podSelector = \{\})/,
    because: "It is for every pod already.",
  },
  {
    kind: /^NetworkPolicy edge-flows: (without )?spec\.ingress\[0\]\.from\[0\]\.podSelector/,
    because: "The namespace is the gateway's own.",
  },
  {
    kind: /^Gateway \S+: (is gone|without (metadata|spec)(?!\.servers\[\d\](\.tls|\.port$|\.port\.protocol)))/,
    because: less,
  },
  {
    kind: /^VirtualService \S+: without (metadata(\.namespace)?$|spec\.(gateways|hosts|tls\[0\]\.match))/,
    because: less,
  },
  {
    kind: /^DestinationRule \S+: without (metadata(\.namespace)?$|spec\.trafficPolicy\.(tls|proxyProtocol\.version))/,
    because: less,
  },
  {
    kind: /^DestinationRule \S+: spec\.trafficPolicy\.tls\.mode/,
    because: "The way to the entrance is TLS of people's own, or it is closed.",
  },
  { kind: /^HorizontalPodAutoscaler /, because: limits },
  { kind: /^AuthorizationPolicy \S+: without spec(\.(action|rules(\[\d\])?))?$/, because: less },
  { kind: /^Service \S+: (without spec|spec\.publishNotReadyAddresses = false)/, because: closes },
  { kind: /^Namespace \S+: without metadata\.labels\.pod-security\S+(audit|warn)$/, because: second },

  // Pods
  { kind: /^(Deployment|StatefulSet) \S+: without spec\.(replicas|selector|serviceName)/, because: refused },
  { kind: /^StatefulSet \S+: (spec\.replicas = 1$|without option --(certs-dir|json))/, because: closes },
  {
    kind: /^(Deployment|StatefulSet) \S+: (without )?spec\.(strategy|updateStrategy|minReadySeconds|podManagementPolicy)/,
    because: life,
  },
  {
    kind: /^(Deployment|StatefulSet) \S+: spec\.template\.metadata\.annotations\.\S+nativeSidecar = false/,
    because: life,
  },
  {
    kind: pods("(affinity|tolerations|terminationGracePeriodSeconds|enableServiceLinks)"),
    because:
      "Zones are what pods are spread over, and whose loss is borne; the rest is how one is placed and stopped.",
  },
  {
    kind: /^Deployment cache-pods: (without )?spec\.template\.spec\.topologySpreadConstraints/,
    because: "A single pod stands in one zone, wherever it is.",
  },
  {
    kind: /^Deployment edge-pods: (without spec\.template\.spec\.topologySpreadConstraints\[0\]\.matchLabelKeys|spec\.replicas = 1$)/,
    because: "Versions are counted together then, or one is there; it is placed by the same rule.",
  },
  {
    kind: /^(StatefulSet \S+|Deployment edge-pods): without spec\.template\.spec\.topologySpreadConstraints\[0\]\.whenUnsatisfiable/,
    because: standard,
  },
  {
    kind: container(String.raw`securityContext\.(privileged|runAsNonRoot|runAsUser|seccompProfile)$`),
    because:
      "What is not said is the pod's, which says the same, or that of the cluster's own rule for the namespace.",
  },
  {
    kind: pods(
      String.raw`securityContext($|\.(fsGroup|fsGroupChangePolicy|seccompProfile(\.type)?)$|\.(runAsNonRoot|seccompProfile\.type)( = |$))`,
    ),
    because: "Each container says it for itself, which is judged.",
  },
  { kind: container(String.raw`(name|ports|restartPolicy|imagePullPolicy)\b`), because: closes },
  {
    kind: container(String.raw`env\[(POD_IP|MINIO_(API|STORAGE|UPDATE)\w*|\w+_CONFIG_URL)\]`),
    because: standard,
  },
  { kind: pods(String.raw`initContainers\[terminator\]\.env$`), because: closes },
  { kind: /^Deployment \S+: without spec\.template\.spec\.containers\[process\]\.env$/, because: standard },
  { kind: container(String.raw`(startup|readiness|liveness)Probe\.(?!(exec|httpGet)$)`), because: life },
  { kind: container(String.raw`volumeMounts\[(scratch|data)[\w-]*\](\.name)?$`), because: closes },
  { kind: pods(String.raw`volumes\[scratch-\d\](\.(emptyDir(\.medium)?|name))?$`), because: closes },
  { kind: pods(String.raw`volumes\[\S+\.(configMap|secret)\.name$`), because: closes },
  { kind: pods(String.raw`volumes\[\S+\.configMap\.items\[[12]\]$`), because: closes },
  {
    kind: /^StatefulSet \S+: without \S+\.volumes\[files-0\]\.projected\.sources\[0\](\.configMap(\.items(\[0\])?)?)?$/,
    because: closes,
  },
  {
    kind: /^Deployment edge-pods: without \S+\.volumes\[files-0\]\.projected\.sources\[(1\](\.secret(\.items\[0\])?)?|0\]\.configMap\.items\[3\])$/,
    because: closes,
  },
  {
    kind: /^StatefulSet \S+: without \S+\.volumes\[(terminator-0\]\.projected\.sources\[1\](\.secret(\.items\[0\])?)?|files-0\]\.projected\.sources\[1\]\.secret\.items\[3\])$/,
    because: closes,
  },
  {
    kind: pods(String.raw`volumes\[\S+\.configMap\.items\[\d\]\.mode`),
    because: "What a ConfigMap holds is no secret.",
  },
  {
    kind: /^StatefulSet \S+: (without )?spec\.template\.spec\.volumes\[files-0\]\.projected\.sources\[1\]\.secret\.items\[1\]\.mode/,
    because: "It is a login's name.",
  },
  { kind: pods(String.raw`(c|initC)ontainers(\[\w+\])?$`), because: closes },
  {
    kind: container(String.raw`volumeMounts\[[\w-]+\]\.readOnly`),
    because: "Files of this kind cannot be written.",
  },
  {
    kind: /^StatefulSet \S+: without spec\.persistentVolumeClaimRetentionPolicy/,
    because: standard,
  },
  {
    kind: /^StatefulSet \S+: (without )?spec\.volumeClaimTemplates(\[\d\](\.metadata|\.spec\.(accessModes|resources)|$)|$)/,
    because: closes,
  },
  { kind: /^PodDisruptionBudget \S+: without spec\.unhealthyPodEvictionPolicy/, because: life },
  { kind: /^PriorityClass \S+: without (description|value)/, because: life },
  { kind: /^StorageClass \S+: (without )?allowVolumeExpansion/, because: limits },

  // Files
  {
    kind: /^(Secret (object-store-terminator|edge)\S+|ConfigMap object-store-files): without data$/,
    because: closes,
  },
  {
    kind: /^ConfigMap \S+: without data\.\S+(ca\.crt|server\.crt|public\.crt|health\.sh|503\.html)$/,
    because: closes,
  },
  { kind: settings("health\\.sh", '"'), because: "It asks a process in its own pod." },
  {
    kind: settings(
      "valkey\\.conf",
      '((without )?"(bind|daemonize|latency|tls-auth)|without "(databases|dir|enable-|hide-user|lazyfree|logfile|maxclients|maxmemory-policy|protected-mode|slowlog|tcp-keepalive|timeout|tls-ca))',
    ),
    because: standard,
  },
  {
    kind: settings(
      "haproxy\\.cfg",
      '(without "(log|maxconn|option|timeout|http-|tcp-request|ssl-default-bind-ciphersuites)|"ssl-default-bind-options ssl-min-ver TLSv1.3 no-tls-tickets" = "ssl-default-bind-options ssl-min-ver TLSv1.3")',
    ),
    because: second,
  },
  {
    kind: settings(
      "haproxy\\.cfg",
      'without "(backend|bind|default|frontend|hold|mode|parse-resolv-conf|resolvers|server|use_backend)',
    ),
    because: closes,
  },
  {
    kind: settings("haproxy\\.cfg", '"server workload'),
    because:
      "The process is in the pod itself, or must show the workload's certificate; no flow leads elsewhere.",
  },
];
