/** Mutants that any resource has, by the form of its inputs and not by what they mean. */
import type { GraphResource } from "../../../policies/evaluate";
import { mutant, placesIn, put, withoutIt, wordsOf, type Mutant, type Path } from "./mutant";

/** Values that are weaker, or at least other, than whatever a graph has under a property of that name. */
const weaker: Record<string, readonly unknown[]> = {
  acl: ["public-read"],
  algorithm: ["RSA"],
  cpus: ["0"],
  earlyRenewalHours: [0],
  ecdsaCurve: ["P224"],
  filter: ["", "bronze/"],
  length: [8],
  logDriver: ["none"],
  memory: [0],
  "net.ipv4.ip_forward": ["1"],
  networkMode: ["host", "bridge"],
  restart: ["no"],
  sslmode: ["require", "disable"],
  status: ["Suspended"],
  subnet: ["10.0.0.0/8", "203.0.113.0/29"],
  user: ["0:0", "root"],
  validityPeriodHours: [1_000_000],
};

/** As above, in objects of Kubernetes: by a property's name, or by that of what it stands in too. */
const weakerInCluster: Record<string, readonly unknown[]> = {
  accessModes: [["ReadWriteMany"]],
  drop: [["NET_RAW"]],
  fsGroup: [0],
  maxSkew: [6],
  maxUnavailable: ["100%"],
  mode: [0o444],
  "mtls.mode": ["PERMISSIVE", "DISABLE"],
  "parameters.type": ["st1"],
  podSelector: [{}],
  "pod-security.kubernetes.io/enforce": ["baseline", "privileged"],
  principals: [["*"]],
  reclaimPolicy: ["Delete"],
  replicas: [1],
  runAsGroup: [0],
  runAsUser: [0],
  "seccompProfile.type": ["Unconfined"],
  "spec.type": ["NodePort", "LoadBalancer", "ExternalName"],
  topologyKey: ["kubernetes.io/os"],
  verbs: [["*"]],
  whenDeleted: ["Delete"],
  whenScaled: ["Delete"],
  whenUnsatisfiable: ["ScheduleAnyway"],
};

const isInCluster = ({ type }: GraphResource) => type.startsWith("kubernetes:");

/** What a property of a resource may weaken to by its name. */
function weakerThan(resource: GraphResource, path: Path): readonly unknown[] {
  const name = String(path.at(-1));
  if (!isInCluster(resource)) return weaker[name] ?? [];
  return weakerInCluster[`${path.at(-2)}.${name}`] ?? weakerInCluster[name] ?? [];
}

/** Values that are weaker than a value of that form, wherever it stands. */
function weakened(value: unknown): unknown[] {
  if (typeof value === "boolean") return [!value];
  if (value === "true") return ["false"];
  if (value === "0400") return ["0444", "0644"];
  if (value === "127.0.0.1") return ["0.0.0.0"];
  if (/\bno(exec|suid|dev)\b/.test(String(value)))
    return ["exec", "suid", "dev"].map((option) => String(value).replace(`no${option}`, option));
  return [];
}

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** Without these a provider, or the cluster, refuses the resource. */
const required = ["apiVersion", "containerPath", "containerPort", "file", "key", "kind", "mountPath", "path"];

/** Words of a command line are taken out option by option. */
const isWord = (path: Path) => path.length > 1 && ["args", "command"].includes(String(path.at(-2)));

/** The resource without each of its properties and list entries, at every depth. */
const deletions = (resource: GraphResource): Mutant[] =>
  placesIn(resource.inputs)
    .filter(([path]) => !required.includes(String(path.at(-1))))
    .filter(([path]) => !isWord(path))
    .map(([path]) =>
      mutant(resource, `without ${wordsOf(resource.inputs, path)}`, (copy) =>
        put(copy.inputs, path, undefined),
      ),
    );

/** The resource with each property that has a weaker value at that value. */
const weakenings = (resource: GraphResource): Mutant[] =>
  placesIn(resource.inputs).flatMap(([path, value]) =>
    [...weakerThan(resource, path), ...weakened(value)]
      .filter((other) => other !== value)
      .map((other) =>
        mutant(resource, `${wordsOf(resource.inputs, path)} = ${shown(other)}`, (copy) =>
          put(copy.inputs, path, other),
        ),
      ),
  );

/** The resource with each of its secret inputs in plain. */
const disclosures = (resource: GraphResource): Mutant[] =>
  (resource.options?.additionalSecretOutputs ?? []).map((key) =>
    mutant(resource, `${key} is plain`, (copy) => {
      copy.inputs[key] = "a-text-long-enough-to-pass-for-one";
      copy.options!.additionalSecretOutputs = copy.options!.additionalSecretOutputs!.filter(
        (other) => other !== key,
      );
    }),
  );

const unprotected = (resource: GraphResource): Mutant[] =>
  resource.options?.protect
    ? [mutant(resource, "is not protected", (copy) => (copy.options!.protect = false))]
    : [];

/** All of them. */
export const structural = (resource: GraphResource): Mutant[] => [
  withoutIt(resource),
  ...deletions(resource),
  ...weakenings(resource),
  ...disclosures(resource),
  ...unprotected(resource),
];
