import { resourcePolicy, type PolicyData, type Report, type Subject } from "./policy";
import { known, list } from "./values";

export type Spec = Subject["props"];

export const deploymentType = "kubernetes:apps/v1:Deployment";
export const statefulSetType = "kubernetes:apps/v1:StatefulSet";
export const serviceAccountType = "kubernetes:core/v1:ServiceAccount";
export const secretType = "kubernetes:core/v1:Secret";
export const configMapType = "kubernetes:core/v1:ConfigMap";
export const namespaceType = "kubernetes:core/v1:Namespace";
export const networkPolicyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
export const claimType = "kubernetes:core/v1:PersistentVolumeClaim";

/** What keeps a number of pods, each like the other. */
export const replicatedTypes = [deploymentType, statefulSetType, "kubernetes:apps/v1:ReplicaSet"] as const;
const jobTypes: readonly string[] = ["kubernetes:batch/v1:Job", "kubernetes:batch/v1:CronJob"];

/** Everything that makes pods. */
export const podTypes = [
  ...replicatedTypes,
  "kubernetes:apps/v1:DaemonSet",
  ...jobTypes,
  "kubernetes:core/v1:Pod",
] as const;

export interface PodContainer {
  /** A sidecar is started among those that initialise, and runs on. */
  role: "process" | "init" | "sidecar" | "ephemeral";
  name: string;
  spec: Spec;
}

/** A key that stands in a securityContext. */
type Security = string;

/** One reading of everything that makes pods. Properties are read when asked for, as in a `ContainerView`. */
export class PodView {
  private readonly template: Spec;

  constructor(
    readonly name: string,
    readonly type: string,
    private readonly props: Spec,
  ) {
    const spec = props["spec"] ?? {};
    if (type === "kubernetes:core/v1:Pod") this.template = props;
    else
      this.template =
        (type.endsWith(":CronJob") ? spec["jobTemplate"]?.["spec"]?.["template"] : spec["template"]) ?? {};
  }

  /** What a pod is made of. */
  get spec(): Spec {
    return this.template["spec"] ?? {};
  }
  /** What the resource itself says of its pods. */
  get kept(): Spec {
    return this.props["spec"] ?? {};
  }
  get namespace(): string {
    return this.props["metadata"]?.["namespace"] ?? "default";
  }
  get labels(): Record<string, string> {
    return this.template["metadata"]?.["labels"] ?? {};
  }
  get annotations(): Record<string, string> {
    return this.template["metadata"]?.["annotations"] ?? {};
  }
  get replicas(): number {
    return Number(this.kept["replicas"] ?? 1);
  }
  /** Pods that are meant to end. */
  get ends(): boolean {
    return jobTypes.includes(this.type) || (this.spec["restartPolicy"] ?? "Always") !== "Always";
  }
  get containers(): PodContainer[] {
    const of = (key: string, roleOf: (spec: Spec) => PodContainer["role"]) =>
      list<Spec>(this.spec[key]).map((spec) => ({ role: roleOf(spec), name: spec["name"] as string, spec }));
    return [
      ...of("initContainers", (spec) => (spec["restartPolicy"] === "Always" ? "sidecar" : "init")),
      ...of("containers", () => "process"),
      ...of("ephemeralContainers", () => "ephemeral"),
    ];
  }
  get volumes(): Spec[] {
    return list<Spec>(this.spec["volumes"]);
  }
  get claimTemplates(): Spec[] {
    return this.type === statefulSetType ? list<Spec>(this.kept["volumeClaimTemplates"]) : [];
  }
  get hasClaims(): boolean {
    return (
      this.claimTemplates.length > 0 ||
      this.volumes.some((volume) => "persistentVolumeClaim" in volume || "ephemeral" in volume)
    );
  }
  /** What holds for a container: what it says itself, else what its pod says. */
  security(container: PodContainer, key: Security): unknown {
    return (container.spec["securityContext"] ?? {})[key] ?? (this.spec["securityContext"] ?? {})[key];
  }
}

export const podOf = ({ name, type, props }: Pick<Subject, "name" | "type" | "props">): PodView =>
  new PodView(name, type, props);

/** A policy that judges everything that makes pods. */
export const podPolicy = (policy: PolicyData & { judge(pod: PodView, report: Report): void }) =>
  resourcePolicy({
    ...policy,
    types: podTypes,
    judge: (subject, report) => policy.judge(podOf(subject), report),
  });

/** A policy that judges every container of every pod, in whichever list it stands. */
export const podContainerPolicy = (
  policy: PolicyData & { judge(container: PodContainer, report: Report, pod: PodView): void },
) =>
  podPolicy({
    ...policy,
    judge(pod, report) {
      for (const container of pod.containers)
        policy.judge(container, (finding) => report(`container ${container.name} ${finding}`), pod);
    },
  });

/** Whether a text is given; one that another resource has yet to say is. */
export function isGiven(read: () => unknown): boolean {
  const value = known(() => ({ text: read() }));
  return value === undefined || (typeof value.text === "string" && value.text !== "");
}

/** Whether a selector selects pods of these labels, and not simply all of them. */
export function selects(selector: Spec | undefined, labels: Record<string, string>): boolean {
  const wanted: Record<string, string> = selector?.["matchLabels"] ?? {};
  const keys = Object.keys(wanted);
  return (
    keys.length > 0 &&
    keys.every((key) => labels[key] === wanted[key]) &&
    list(selector?.["matchExpressions"]).length === 0
  );
}

/** Whether a selector selects everything. */
export const selectsAll = (selector: Spec | undefined): boolean =>
  Object.keys(selector?.["matchLabels"] ?? {}).length === 0 &&
  list(selector?.["matchExpressions"]).length === 0;
