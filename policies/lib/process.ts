import { containerType, containerTypes, ContainerView, viewOf, viewsOf } from "./container";
import {
  configMapType,
  podOf,
  podTypes,
  secretType,
  type PodContainer,
  type PodView,
  type Spec,
} from "./pod";
import { keep, uploadsOf } from "./pod-files";
import { resourcePolicy, type PolicyData, type Report, type StackSubject, type Subject } from "./policy";
import { list } from "./values";

/** A container of a pod, as policies on programs see one: its program, variables, files and data. */
class ContainerInPod extends ContainerView {}

/** A container in a pod. @param form what Docker's would say */
export const containerOf = (name: string, form: Spec): ContainerView =>
  new ContainerInPod(name, containerType, form);

/**
 * Whether a container is in a pod: its addresses are given to it when it starts, and NetworkPolicies filter what arrives at
 * each of them, which policies of their own see to.
 */
export const isInPod = (container: ContainerView | undefined): boolean => container instanceof ContainerInPod;

const probes = ["startupProbe", "readinessProbe", "livenessProbe"];

/** What Docker's container would say; each property is read when asked for. */
function inDockersForm(pod: PodView, container: PodContainer, parent: string): Spec {
  const { spec, role } = container;
  return {
    get image() {
      return spec["image"] as unknown;
    },
    get entrypoints() {
      return spec["command"] as unknown;
    },
    get command() {
      return spec["args"] as unknown;
    },
    get envs() {
      // A variable that takes its value from elsewhere has none yet.
      return list<{ name: string; value?: string }>(spec["env"]).map(
        ({ name, value }) => `${name}=${value ?? ""}`,
      );
    },
    get uploads() {
      return uploadsOf(pod, container, parent);
    },
    get volumes() {
      return claimsOf(pod, container);
    },
    get healthcheck() {
      return { tests: probes.flatMap((probe) => list<string>(spec[probe]?.["exec"]?.["command"])) };
    },
    mustRun: role !== "init" && !pod.ends,
  };
}

/** Mounted claims as Docker's volumes; what else is mounted is files, or memory. */
function claimsOf(pod: PodView, { spec }: PodContainer): object[] {
  const names = [
    ...pod.claimTemplates.map((claim) => claim["metadata"]?.["name"] as string),
    ...pod.volumes
      .filter((volume) => "persistentVolumeClaim" in volume)
      .map((volume) => volume["name"] as string),
  ];
  return list<{ name: string; mountPath: string }>(spec["volumeMounts"])
    .filter(({ name }) => names.includes(name))
    .map(({ name, mountPath }) => ({ volumeName: name, containerPath: mountPath }));
}

/** What runs programs, and in a cluster what holds their files: that comes first. */
export const processTypes = [...containerTypes, configMapType, secretType, ...podTypes] as const;

/** A running container, and how to say what is wrong with it. */
interface Process {
  container: ContainerView;
  report: Report;
}

/** Containers of a Docker resource or of a pod. */
export function processesOf(subject: Subject, report: Report): Process[] {
  if (isDockers(subject)) return [{ container: viewOf(subject), report }];
  if (subject.type === configMapType || subject.type === secretType) {
    keep(subject);
    return [];
  }
  const pod = podOf(subject);
  return pod.containers.map((container) => ({
    container: containerOf(pod.name, inDockersForm(pod, container, subject.opts.parent ?? "")),
    report: (finding) => report(`container ${container.name}: ${finding}`),
  }));
}

const isDockers = ({ type }: Subject) => (containerTypes as readonly string[]).includes(type);

/** All containers of a stack that run, in Docker or in pods, each with the files it finds. */
export const runningIn = (resources: readonly StackSubject[]): ContainerView[] =>
  [
    ...viewsOf(resources.filter(isDockers)),
    ...resources
      .filter(
        (resource) => !isDockers(resource) && (processTypes as readonly string[]).includes(resource.type),
      )
      .flatMap((resource) => processesOf(resource, () => undefined).map(({ container }) => container)),
  ].filter(({ neverStarts }) => !neverStarts);

/**
 * A policy on a program, whatever runs it: a container, a Swarm service or a pod.
 * @param policy.judgesCarriers also judge containers that never start @default false
 */
export const processPolicy = (
  policy: PolicyData & { judgesCarriers?: boolean; judge(container: ContainerView, report: Report): void },
) =>
  resourcePolicy({
    ...policy,
    types: processTypes,
    judge(subject, tell) {
      for (const { container, report } of processesOf(subject, tell))
        if (!container.neverStarts || policy.judgesCarriers) policy.judge(container, report);
    },
  });
