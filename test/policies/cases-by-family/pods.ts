import { add, inputs, set, type Change, type PolicyCases } from "../cases";
import { podSpec } from "../fixture-cluster";
import { unpinned } from "./unpinned-clusters";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Spec = Record<string, any>;
type Edit = (spec: Spec) => unknown;

const pod = (change: Edit, workload = "cache-pods"): Change => {
  return (graph) => void change(podSpec(graph, workload));
};
const process = (change: Edit): Change => pod(({ containers }) => change(containers[0]));
const sidecar = (change: Edit): Change =>
  pod((spec) => change(spec["initContainers"][0]), "object-store-pods");
/** A container that only initialises, or is there for debugging: it is as hardened as the others, but for one change. */
const further = (list: "initContainers" | "ephemeralContainers", change: Edit): Change =>
  pod((spec) => {
    const copy = structuredClone(spec["containers"][0]) as Spec;
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) delete copy[probe];
    change(copy);
    spec[list] = [{ ...copy, name: "further" }];
  });
const security = (values: Spec) => (spec: Spec) => Object.assign(spec["securityContext"], values);
const podSecurity = (values: Spec) => pod((spec) => Object.assign(spec["securityContext"], values));
const everywhere = (change: Edit): Record<string, Change> => ({
  "of a process": process(change),
  "of a sidecar": sidecar(change),
  "of what initialises": further("initContainers", change),
  "of a container for debugging": further("ephemeralContainers", change),
});
const volume = (values: object) => pod((spec) => spec["volumes"].push({ name: "further", ...values }));

/** The cache's pods as something else makes them. */
const as =
  (type: string, wrap: (template: Spec) => Spec, change: Edit = () => undefined): Change =>
  (graph) => {
    const { inputs: given, options } = graph.find(({ name }) => name === "cache-pods")!;
    const { spec, metadata } = structuredClone(given) as Spec;
    change(spec["template"]["spec"]);
    add({ type, name: "made", inputs: { metadata, ...wrap(spec["template"]) }, options: { ...options } })(
      graph,
    );
  };
const asJob = (change?: Edit) =>
  as("kubernetes:batch/v1:Job", (template) => ({ spec: { template } }), change);
const asCronJob = (change?: Edit) =>
  as(
    "kubernetes:batch/v1:CronJob",
    (template) => ({ spec: { jobTemplate: { spec: { template } } } }),
    change,
  );
const asDaemonSet = (change?: Edit) =>
  as("kubernetes:apps/v1:DaemonSet", (template) => ({ spec: { template } }), change);
const asPod = (change?: Edit) => as("kubernetes:core/v1:Pod", ({ spec }) => ({ spec }), change);
const unprobed: Edit = ({ containers }) => {
  for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) delete containers[0][probe];
};
const privileged: Edit = ({ containers }) => (containers[0].securityContext.privileged = true);

const spreading = (values: Spec, workload = "object-store-pods") =>
  pod((spec) => Object.assign(spec["topologySpreadConstraints"][0], values), workload);
const replicas = (count: number) => inputs("cache-pods", ({ spec }) => (spec.replicas = count));
const image = (name: string) => process((spec) => (spec["image"] = name));
const account = (values: object) => set("cache-identity", values);
const budget = (values: object) =>
  inputs("object-store-disruption", ({ spec }) => Object.assign(spec, values));

/** What a pod and its containers may do; part of the Kubernetes family. */
export const pods: Record<string, PolicyCases> = {
  "pods-drop-all-capabilities": {
    fail: {
      ...everywhere(security({ capabilities: {} })),
      "one is added": process(security({ capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } })),
      "one is dropped": process(security({ capabilities: { drop: ["NET_RAW"] } })),
      "nothing said": process((spec) => delete spec["securityContext"].capabilities),
    },
    pass: { "in small letters": process(security({ capabilities: { drop: ["all"] } })) },
  },
  "pods-gain-no-privileges": {
    fail: {
      ...everywhere(security({ allowPrivilegeEscalation: true })),
      "nothing said": process((spec) => delete spec["securityContext"].allowPrivilegeEscalation),
      privileged: process(security({ privileged: true })),
      "a job": asJob(privileged),
      "a job from time to time": asCronJob(privileged),
      "on every node": asDaemonSet(privileged),
      "a single pod": asPod(privileged),
    },
    pass: { "a job like the rest": asJob(), "from time to time": asCronJob() },
  },
  "pods-run-as-non-root": {
    fail: {
      ...everywhere(security({ runAsNonRoot: false })),
      root: process(security({ runAsUser: 0 })),
      "root's group": process(security({ runAsGroup: 0 })),
      "no group": process(security({ runAsGroup: undefined })),
      "the pod's root": pod((spec) => {
        delete spec["containers"][0].securityContext.runAsUser;
        spec["securityContext"].runAsUser = 0;
      }),
      "volumes of root's group": podSecurity({ fsGroup: 0 }),
      "root's group beside": podSecurity({ supplementalGroups: [999, 0] }),
      "nothing said": pod((spec) => {
        delete spec["securityContext"].runAsNonRoot;
        delete spec["containers"][0].securityContext.runAsNonRoot;
      }),
    },
    pass: { "said of the pod": process((spec) => delete spec["securityContext"].runAsNonRoot) },
  },
  "pods-have-read-only-root": {
    fail: {
      ...everywhere(security({ readOnlyRootFilesystem: false })),
      "nothing said": process((spec) => delete spec["securityContext"].readOnlyRootFilesystem),
    },
  },
  "pods-keep-seccomp": {
    fail: {
      ...everywhere(security({ seccompProfile: { type: "Unconfined" } })),
      "a profile of its own": process(
        security({ seccompProfile: { type: "Localhost", localhostProfile: "x" } }),
      ),
      "nothing said": pod((spec) => {
        delete spec["securityContext"].seccompProfile;
        delete spec["containers"][0].securityContext.seccompProfile;
      }),
      AppArmor: process(security({ appArmorProfile: { type: "Unconfined" } })),
      "AppArmor of old": inputs("cache-pods", ({ spec }) => {
        spec.template.metadata.annotations["container.apparmor.security.beta.kubernetes.io/process"] =
          "unconfined";
      }),
      SELinux: podSecurity({ seLinuxOptions: { type: "spc_t" } }),
      "all of /proc": process(security({ procMount: "Unmasked" })),
      "the kernel's settings": podSecurity({ sysctls: [{ name: "kernel.msgmax", value: "65536" }] }),
    },
    pass: { "said of the pod": process((spec) => delete spec["securityContext"].seccompProfile) },
  },
  "pods-share-no-host-namespaces": {
    fail: {
      network: pod((spec) => (spec["hostNetwork"] = true)),
      processes: pod((spec) => (spec["hostPID"] = true)),
      memory: pod((spec) => (spec["hostIPC"] = true)),
      "among containers": pod((spec) => (spec["shareProcessNamespace"] = true)),
      "a port": process((spec) => (spec["ports"][0].hostPort = 6379)),
      "a sidecar's port": sidecar((spec) => (spec["ports"][0].hostPort = 9000)),
    },
    pass: { "said not to": pod((spec) => (spec["hostNetwork"] = false)) },
  },
  "pods-mount-known-volumes": {
    fail: {
      "the node's": volume({ hostPath: { path: "/var/run" } }),
      nfs: volume({ nfs: { server: "10.0.0.9", path: "/" } }),
      "a driver's": volume({ csi: { driver: "secrets-store.csi.k8s.io" } }),
      "made on the way": volume({
        ephemeral: { volumeClaimTemplate: { spec: { storageClassName: "lakehouse-prod-encrypted-ssd" } } },
      }),
      "the node's, of a job": asJob((spec) => spec["volumes"].push({ name: "x", hostPath: { path: "/" } })),
      "facts of the cluster": volume({ projected: { sources: [{ clusterTrustBundle: { path: "x" } }] } }),
      "a device": process((spec) => (spec["volumeDevices"] = [{ name: "x", devicePath: "/dev/x" }])),
      "mounts that spread": process((spec) => (spec["volumeMounts"][0].mountPropagation = "Bidirectional")),
    },
    pass: {
      "a claim": volume({ persistentVolumeClaim: { claimName: "kept" } }),
      "a ConfigMap": volume({ configMap: { name: "cache" } }),
      "in memory": volume({ emptyDir: { medium: "Memory", sizeLimit: "1Mi" } }),
    },
  },
  "pods-have-requests-and-limits": {
    fail: {
      "no limit of memory": process((spec) => delete spec["resources"].limits.memory),
      "no limit of cpu": process((spec) => delete spec["resources"].limits.cpu),
      "no request of memory": process((spec) => delete spec["resources"].requests.memory),
      "no request of cpu": process((spec) => delete spec["resources"].requests.cpu),
      nothing: sidecar((spec) => delete spec["resources"]),
      "a limit of nothing": process((spec) => (spec["resources"].limits.memory = "0")),
      "of what initialises": further("initContainers", (spec) => delete spec["resources"]),
      "memory without end": volume({ emptyDir: { medium: "Memory" } }),
      "a drive without end": volume({ emptyDir: {} }),
    },
    pass: { "for debugging": further("ephemeralContainers", (spec) => delete spec["resources"]) },
  },
  "pods-answer-three-probes": {
    fail: {
      "no start": process((spec) => delete spec["startupProbe"]),
      "no readiness": process((spec) => delete spec["readinessProbe"]),
      "no life": process((spec) => delete spec["livenessProbe"]),
      "asks nothing": process((spec) => delete spec["livenessProbe"].exec),
      "restarted early": process((spec) =>
        Object.assign(spec["livenessProbe"], { periodSeconds: 5, failureThreshold: 3 }),
      ),
      "restarted at once": process(
        (spec) => (spec["livenessProbe"] = { exec: { command: ["true"] }, failureThreshold: 1 }),
      ),
      "a sidecar's start": sidecar((spec) => delete spec["startupProbe"]),
      "a sidecar's life": sidecar((spec) => delete spec["livenessProbe"]),
      "on every node": asDaemonSet(unprobed),
      "a single pod": asPod(unprobed),
    },
    pass: {
      "a job": asJob(unprobed),
      "a job from time to time": asCronJob(unprobed),
      "a pod that ends": asPod((spec) => {
        unprobed(spec);
        spec["restartPolicy"] = "Never";
      }),
      "by TCP": process((spec) => {
        delete spec["startupProbe"].exec;
        spec["startupProbe"].tcpSocket = { port: 6379 };
      }),
    },
  },
  "pods-have-no-api-token": {
    fail: {
      "of a pod": pod((spec) => (spec["automountServiceAccountToken"] = true)),
      "a pod that says nothing": pod((spec) => delete spec["automountServiceAccountToken"]),
      "of an account": account({ automountServiceAccountToken: true }),
      "an account that says nothing": account({ automountServiceAccountToken: undefined }),
      "as a file": volume({ projected: { sources: [{ serviceAccountToken: { path: "token" } }] } }),
      "nobody's account": pod((spec) => delete spec["serviceAccountName"]),
      "everybody's account": pod((spec) => (spec["serviceAccountName"] = "default")),
      "one that lasts": set("cache-secrets", { type: "kubernetes.io/service-account-token" }),
    },
    pass: { "a secret of another kind": set("cache-secrets", { type: "Opaque" }) },
  },
  "pod-images-are-pinned": {
    fail: {
      "a tag": image("registry.example/cache:9.1.2"),
      latest: image("registry.example/cache"),
      "a sidecar's": sidecar((spec) => (spec["image"] = "haproxy:3.2.22")),
      "for debugging": further("ephemeralContainers", (spec) => (spec["image"] = "busybox:1.37.0")),
      "none said": process((spec) => delete spec["image"]),
      "half a digest": image("registry.example/cache@sha256:0a0a"),
      ...unpinned,
    },
    pass: { "built here": image("localhost/lakehouse/cache:local") },
  },
  "pods-are-spread-over-zones": {
    fail: {
      "not at all": pod((spec) => delete spec["topologySpreadConstraints"], "object-store-pods"),
      "over nodes": spreading({ topologyKey: "kubernetes.io/hostname" }),
      "wherever there is room": spreading({ whenUnsatisfiable: "ScheduleAnyway" }),
      "two more in one": spreading({ maxSkew: 2 }),
      "of other pods": spreading({ labelSelector: { matchLabels: { "lakehouse.io/workload": "cache" } } }),
      "of no pods": spreading({ labelSelector: undefined }),
      "two of what has no data": (graph) => {
        replicas(2)(graph);
        pod((spec) => delete spec["topologySpreadConstraints"])(graph);
      },
    },
    pass: {
      "one alone": pod((spec) => delete spec["topologySpreadConstraints"]),
      "two without data, where there is room": replicas(2),
      "unsaid, which is strict": spreading({ whenUnsatisfiable: undefined }),
    },
  },
  "pods-have-disruption-budgets": {
    fail: {
      none: (graph) =>
        void graph.splice(
          graph.findIndex(({ name }) => name === "cache-disruption"),
          1,
        ),
      "of others": inputs("cache-disruption", ({ spec }) => (spec.selector.matchLabels = { app: "other" })),
      elsewhere: inputs("cache-disruption", ({ metadata }) => (metadata.namespace = "lakehouse-prod-edge")),
      "none may go": budget({ maxUnavailable: 0 }),
      "all may go": budget({ maxUnavailable: 6 }),
      "all may go, in parts": budget({ maxUnavailable: "100%" }),
      "nothing said": budget({ maxUnavailable: undefined }),
      "all stay": budget({ maxUnavailable: undefined, minAvailable: 6 }),
      two: (graph) => {
        const { type, inputs: given } = graph.find(({ name }) => name === "cache-disruption")!;
        add({ type, name: "second", inputs: structuredClone(given) })(graph);
      },
    },
    pass: {
      "by how many stay": budget({ maxUnavailable: undefined, minAvailable: 5 }),
      "in parts": budget({ maxUnavailable: "20%" }),
    },
  },
  "pods-take-secrets-as-files": {
    fail: {
      ...everywhere(
        (spec) =>
          (spec["env"] = [
            ...spec["env"],
            { name: "X", valueFrom: { secretKeyRef: { name: "cache", key: "x" } } },
          ]),
      ),
      "all of them": process((spec) => (spec["envFrom"] = [{ secretRef: { name: "cache" } }])),
    },
    pass: { settings: process((spec) => (spec["envFrom"] = [{ configMapRef: { name: "cache" } }])) },
  },
  "pods-have-priorities": {
    fail: {
      none: pod((spec) => delete spec["priorityClassName"]),
      "of nothing": pod((spec) => (spec["priorityClassName"] = "")),
      "the system's": pod((spec) => (spec["priorityClassName"] = "system-cluster-critical")),
      "a job's": asJob((spec) => delete spec["priorityClassName"]),
    },
  },
};
