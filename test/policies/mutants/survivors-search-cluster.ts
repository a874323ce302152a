import { another, closes, less, life, limits, second, standard, type Survivors } from "./reasons";

const job = (what: string) => new RegExp(String.raw`^Job search-store-access-run: (without )?spec\.${what}`);
const pod = (what: string) => job(String.raw`template\.spec\.${what}`);
const cluster = (what: string) => new RegExp(String.raw`^Elasticsearch \S+: (without )?spec\.${what}`);
const set = (what: string) => cluster(String.raw`nodeSets\[nodes\]\.${what}`);
const operatorsPods =
  "Who comes from the operator's namespace is known by no label: there the namespace may be the peer.";

/** What of prod's search store no policy has to catch. */
export const ofSearchStore: readonly Survivors[] = [
  // The job
  { kind: job("(activeDeadlineSeconds|backoffLimit|podFailurePolicy)"), because: life },
  {
    kind: /^Job search-store-access-run: without spec\.template\.metadata(\.labels(\.lakehouse\S+)?)?$/,
    because: closes,
  },
  { kind: job(String.raw`template\.metadata\.annotations\.\S+nativeSidecar`), because: life },
  {
    kind: pod(
      "(affinity|enableServiceLinks|restartPolicy|terminationGracePeriodSeconds|tolerations|topologySpreadConstraints)",
    ),
    because: "It is one pod that ends, wherever it is placed.",
  },
  { kind: pod(String.raw`containers\[process\]\.(env|imagePullPolicy|name$)`), because: closes },
  {
    kind: pod(
      String.raw`containers\[process\]\.securityContext\.(privileged|runAsNonRoot|runAsUser|seccompProfile)$`,
    ),
    because: "What is not said is the pod's, which says the same, or that of the namespace's own rule.",
  },
  {
    kind: pod(
      String.raw`securityContext($|\.(fsGroup|fsGroupChangePolicy|seccompProfile(\.type)?)$|\.(runAsNonRoot|seccompProfile\.type)( = |$))`,
    ),
    because: "The container says it for itself, which is judged.",
  },
  {
    kind: pod(String.raw`containers\[process\]\.volumeMounts\[files-0\]\.readOnly`),
    because: "Files of this kind cannot be written.",
  },
  {
    kind: pod(String.raw`volumes\[files-0\]\.projected\.sources\[0\]\.configMap\.(name|items\[1\]$)`),
    because: closes,
  },
  {
    kind: pod(String.raw`volumes\[files-0\]\.projected\.sources\[0\]\.configMap\.items\[[78]\]$`),
    because: less,
  },
  {
    kind: pod(String.raw`volumes\[files-0\]\.projected\.sources\[0\]\.configMap\.items\[\d\]\.mode`),
    because: "What a ConfigMap holds is no secret.",
  },
  {
    kind: pod(String.raw`volumes\[files-0\]\.projected\.sources\[1\](\.secret(\.(name|items\[\d\]))?)?$`),
    because: closes,
  },
  { kind: /^ConfigMap search-store-access-files: without data\.\S+apply-access\.sh$/, because: closes },

  // Secrets of both
  { kind: /^Secret search-store-\S+: (is gone|without data)$/, because: closes },
  { kind: /^Secret search-store-cluster-\S+: (without )?metadata\.labels\.eck\S+watched/, because: closes },

  // What the operator is told
  { kind: /^Elasticsearch \S+: is gone$/, because: another },
  {
    kind: /^Elasticsearch \S+: without metadata(\.namespace)?$/,
    because: "It is in another namespace then, where none of its Secrets is.",
  },
  {
    kind: set(
      String.raw`config\.(action\.\w+$|(cluster\.deprecation_indexing|indices|node\.store|slm|xpack\.(apm_data|ml|profiling|watcher))\.|node\.roles($|\[ingest\]))`,
    ),
    because: "How much the server does by itself; what leads out of the pod no flow lets through.",
  },
  { kind: set(String.raw`config\.ingest\.geoip`), because: second },
  {
    kind: set(
      String.raw`config\.xpack\.security\.(authc\.password_hashing\.algorithm|enrollment\.enabled|(http|transport)\.ssl\.client_authentication)$`,
    ),
    because: standard,
  },
  { kind: set(String.raw`(name$|podTemplate\.metadata\.labels\.sidecar)`), because: closes },
  { kind: set(String.raw`podTemplate\.spec\.(enableServiceLinks|tolerations)`), because: life },
  {
    kind: set(
      String.raw`podTemplate\.spec\.securityContext\.(fsGroup|fsGroupChangePolicy|runAsGroup|runAsUser)$`,
    ),
    because: "The image has a user of its own, and the pod says that it is not root.",
  },
  {
    kind: set(String.raw`podTemplate\.spec\.volumes(\[[\w-]+\](\.(name|emptyDir\.sizeLimit))?)?$`),
    because: limits,
  },
  { kind: set(String.raw`volumeClaimTemplates\[0\]\.spec\.(accessModes|resources)`), because: closes },
  { kind: set(String.raw`zoneAwareness\.topologyKey$`), because: standard },
  {
    kind: cluster(String.raw`updateStrategy(\.changeBudget(\.(maxSurge|maxUnavailable))?)?$`),
    because: standard,
  },
  { kind: cluster("version$"), because: closes },

  // Ways in and out
  {
    kind: /^NetworkPolicy search-store-(access|cluster)-flows: without spec\.(egress\[0\]\.to|ingress\[\d\]\.from)\[0\]\.namespaceSelector$/,
    because: "Pods of that name in the namespace of the policy itself are meant then.",
  },
  {
    kind: /^NetworkPolicy search-store-cluster-operator: (without )?spec\.ingress\[0\]\.from\[\d\]($|\.namespaceSelector$|\.podSelector)/,
    because: operatorsPods,
  },
];
