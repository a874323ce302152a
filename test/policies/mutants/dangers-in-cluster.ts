/** Mutants of a cluster's objects that gain what they do without. */
import { podSpecOf } from "./mutant";
import type { Inputs } from "./mutant";

type Edit = (inputs: Inputs) => unknown;

const pod =
  (edit: (spec: Inputs) => unknown): Edit =>
  (inputs) =>
    edit(podSpecOf(inputs)!);
const process = (edit: (container: Inputs) => unknown): Edit => pod((spec) => edit(spec["containers"][0]));
const volume = (source: object): Edit => pod((spec) => spec["volumes"].push({ name: "more", ...source }));
const environment = (name: string, value: string): Edit =>
  process((container) => (container["env"] = [...(container["env"] ?? []), { name, value }]));
const spec =
  (values: object): Edit =>
  (inputs) =>
    (inputs["spec"] = { ...inputs["spec"], ...values });
const rule =
  (values: object): Edit =>
  ({ rules }) =>
    rules.push({ apiGroups: [""], resources: ["pods"], verbs: ["get"], ...values });

const pods: Record<string, Edit> = {
  "is privileged": process(({ securityContext }) => (securityContext.privileged = true)),
  "may administer the system": process(
    ({ securityContext }) => (securityContext.capabilities.add = ["SYS_ADMIN"]),
  ),
  "is not confined by seccomp": process(
    ({ securityContext }) => (securityContext.seccompProfile = { type: "Unconfined" }),
  ),
  "is in its node's network": pod((given) => (given["hostNetwork"] = true)),
  "sees its node's processes": pod((given) => (given["hostPID"] = true)),
  "shares its node's memory": pod((given) => (given["hostIPC"] = true)),
  "has its node's files": volume({ hostPath: { path: "/" } }),
  "has a share of another host": volume({ nfs: { server: "10.9.9.9", path: "/" } }),
  "publishes a port of its node": process(
    (given) => (given["ports"] = [...(given["ports"] ?? []), { containerPort: 9000, hostPort: 9000 }]),
  ),
  "may ask the API server": pod((given) => (given["automountServiceAccountToken"] = true)),
  "has a password in its environment": environment("PGPASSWORD", "canary"),
  "has a key in its environment": environment("SIGNING", "-----BEGIN PRIVATE KEY-----"),
  "runs the latest image": process((given) => (given["image"] = "docker.io/library/busybox:latest")),
  "runs an image without a tag": process((given) => (given["image"] = "docker.io/library/busybox")),
  "is past the mesh": ({ spec: kept }) =>
    (kept.template.metadata.annotations["traffic.sidecar.istio.io/excludeInboundPorts"] = "9000"),
  "is not in the mesh": ({ spec: kept }) =>
    (kept.template.metadata.labels["sidecar.istio.io/inject"] = "false"),
};

/** What each kind of object can be given, in words. */
export const dangersInCluster: Record<string, Record<string, Edit>> = {
  Deployment: pods,
  StatefulSet: pods,
  Job: pods,
  Service: {
    "is for everybody": spec({ type: "LoadBalancer" }),
    "has an address outside": spec({ externalIPs: ["192.0.2.1"] }),
  },
  NetworkPolicy: {
    "lets everybody come": spec({ ingress: [{}] }),
    "lets the world come": spec({
      ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ port: 9000 }] }],
    }),
    "leads everywhere": spec({ egress: [{}] }),
  },
  AuthorizationPolicy: {
    "lets everybody come": spec({ rules: [{}] }),
    "leaves it to another": spec({ action: "CUSTOM", provider: { name: "other" } }),
  },
  PeerAuthentication: {
    "excepts a port": spec({ portLevelMtls: { "9000": { mode: "DISABLE" } } }),
    "is for some pods": spec({ selector: { matchLabels: { app: "one" } } }),
  },
  Role: {
    "may all": rule({ resources: ["*"], verbs: ["*"] }),
    "may gain rights": rule({
      apiGroups: ["rbac.authorization.k8s.io"],
      resources: ["roles"],
      verbs: ["escalate"],
    }),
    "may be somebody else": rule({ resources: ["users"], verbs: ["impersonate"] }),
    "may run programs in pods": rule({ resources: ["pods/exec"], verbs: ["create"] }),
  },
  RoleBinding: {
    "is for everybody": ({ subjects }) =>
      subjects.push({ kind: "Group", name: "system:authenticated", apiGroup: "rbac.authorization.k8s.io" }),
    "gives the cluster": (inputs) =>
      (inputs["roleRef"] = {
        apiGroup: "rbac.authorization.k8s.io",
        kind: "ClusterRole",
        name: "cluster-admin",
      }),
  },
  ConfigMap: { "holds a key": ({ data }) => (data["key.pem"] = "-----BEGIN PRIVATE KEY-----") },
  Secret: {
    "is plain": (inputs) => (inputs["stringData"] = { password: "a-text-long-enough-to-pass-for-one" }),
  },
  ServiceAccount: { "gives tokens away": (inputs) => (inputs["automountServiceAccountToken"] = true) },
};
