import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { checkFlows } from "../check-flows";
import { operator, outside, type Flow } from "../flow";
import { imageReference, type ImageKey, type ImageMode } from "../images";
import { everywhere } from "../listening";
import { zoneOf, type NetworkZone } from "../network-zones";
import type { Endpoint, Lifecycle, Platform, RunJob } from "../platform";
import type { JobArgs, Port, WorkloadArgs } from "../workload";
import type { Administration } from "./administration";
import type { Demand } from "./capacity";
import type { Entrance } from "./entrance";
import { Job } from "./job";
import { metadata, part, peersOf, type Labels } from "./labels";
import { NetworkZones } from "./network-zones";
import { PriorityClasses } from "./priorities";
import { RoleBindings, type ClusterGroups } from "./role-bindings";
import { podPort } from "./terminator";
import { StorageClass, type StorageSettings } from "./storage-class";
import type { OutsidePlace } from "./way-out";
import { Workload } from "./workload";

/** What carries traffic between pods: a mesh that authenticates both ends, or the pods' own terminators alone. */
export type Mesh = "istio" | "none";

export interface KubernetesArgs {
  /** Prefix of namespaces and of cluster-wide names. */
  prefix: string;
  lifecycle: Lifecycle;
  /** Context of the kubeconfig that KUBECONFIG names, else ~/.kube/config. @default its current one */
  context?: string | undefined;
  images: ImageMode;
  /** Domain of the cluster's services. @default "cluster.local" */
  clusterDomain?: string;
  /** Networks of pods: whoever else comes is refused by whoever accepts. */
  podNetworks: readonly string[];
  flows: readonly Flow[];
  /** Every workload and job the stack runs; a flow takes effect when both its ends are here. */
  workloads: readonly string[];
  /** Network zones of workloads. @default the architecture's */
  placement?: Readonly<Record<string, NetworkZone>>;
  mesh: Mesh;
  storage: StorageSettings;
  administration: Administration;
  /** Where flows lead out to, by workload. @default none does */
  places?: Readonly<Record<string, OutsidePlace>>;
  /** Where people come in. @default nowhere */
  entrance?: Entrance | undefined;
  /** Groups of the cluster's own sign-on, by role. */
  groups: ClusterGroups;
}

/** What a workload's pods accept, whoever makes them. */
export type Accepting = Pick<WorkloadArgs, "ports" | "peers" | "listens">;

/** Address from which Istio's proxy hands on what has come by mutual TLS. Source: Istio, "Application Requirements". */
const meshProxy = "127.0.0.6/32";

/**
 * Runs workloads in one Kubernetes cluster: a namespace for each network zone, everything denied in it but the flows, pods
 * spread over availability zones, data on one encrypted storage class.
 */
export class Kubernetes extends pulumi.ComponentResource implements Platform {
  readonly lifecycle: Lifecycle;
  readonly notices: string[] = [];
  /** What runs so far asks of the nodes. */
  readonly demands: Demand[] = [];
  readonly provider: k8s.Provider;
  readonly storageClass: StorageClass;
  readonly priorities: PriorityClasses;
  private readonly zones: NetworkZones;
  /** Workloads that run so far, by what they accept. */
  private readonly running = new Map<string, Accepting>();

  constructor(
    readonly name: string,
    readonly args: KubernetesArgs,
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super("lakehouse:platform:Kubernetes", name, {}, opts);
    checkFlows(args.flows);
    this.lifecycle = args.lifecycle;
    this.provider = new k8s.Provider(
      `${name}-cluster`,
      {
        ...(args.context === undefined ? {} : { context: args.context }),
        enableServerSideApply: true,
        // Changed in place, as pods are told of a change by its hash; else all that mounts them would be replaced, too.
        enableConfigMapMutable: true,
        enableSecretMutable: true,
      },
      { parent: this },
    );
    this.storageClass = new StorageClass(
      `${name}-storage`,
      { platform: this, settings: args.storage },
      { parent: this },
    );
    this.priorities = new PriorityClasses(`${name}-priorities`, { platform: this }, { parent: this });
    this.zones = new NetworkZones(`${name}-zones`, { platform: this }, { parent: this });
    new RoleBindings(
      `${name}-roles`,
      {
        platform: this,
        namespaceOf: (zone) => this.zones.namespace(zone).metadata.name,
        groups: args.groups,
      },
      { parent: this },
    );
    this.registerOutputs();
  }

  /** Flows whose both ends are in this stack. */
  get flows(): Flow[] {
    const runs = (end: string) => this.args.workloads.includes(end);
    return this.args.flows.filter(
      ({ from, to }) => (from === operator || runs(from)) && (to === outside || runs(to)),
    );
  }

  zoneOf(workload: string): NetworkZone {
    return zoneOf(workload, this.args.placement);
  }

  /** Network zones in which something runs. */
  get usedZones(): NetworkZone[] {
    return [...new Set(this.args.workloads.map((workload) => this.zoneOf(workload)))].sort();
  }

  /** Name of the namespace a workload lives in. */
  namespaceOf(workload: string): string {
    return this.namespaceName(this.zoneOf(workload));
  }

  namespaceName(zone: NetworkZone): string {
    return `${this.args.prefix}-${zone}`;
  }

  /** The namespace's own resource: what lives in it comes after it. */
  namespace(workload: string): k8s.core.v1.Namespace {
    return this.zones.namespace(this.zoneOf(workload));
  }

  /** Options of a resource below a component of this platform. */
  under(parent: pulumi.Resource, more: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
    return { parent, provider: this.provider, ...more };
  }

  /** Labels and name of an object in a workload's namespace. */
  metadata(workload: string, name: string, labels: Labels = {}) {
    return metadata(this, this.namespace(workload).metadata.name, name, { ...part(workload), ...labels });
  }

  image(key: ImageKey): string {
    return imageReference(key, this.args.images);
  }

  listenAddresses(_workload: string, _port: string): string[] {
    return [everywhere];
  }

  /** Where people come in, with the workload and its port's number; undefined while that does not run. */
  get entrance(): (Entrance & { workload: string; number: number }) | undefined {
    const { entrance } = this.args;
    if (!entrance) return undefined;
    const [workload, port] = entrance.endpoint.split(".") as [string, string];
    const accepting = this.running.get(workload)?.ports[port];
    return accepting && { ...entrance, workload, number: accepting.number };
  }

  announcesClients(workload: string, port: string): boolean {
    const { entrance } = this.args;
    return entrance?.gateway !== undefined && entrance.endpoint === `${workload}.${port}`;
  }

  clientNetworks(workload: string, port: string): string[] {
    if (this.args.entrance?.endpoint === `${workload}.${port}`) return [...this.args.entrance.networks];
    return this.args.mesh === "istio" ? [meshProxy] : [...this.args.podNetworks];
  }

  private get clusterDomain(): string {
    return this.args.clusterDomain ?? "cluster.local";
  }

  /** Trust domain of the mesh, which is the cluster's. */
  get trustDomain(): string {
    return this.clusterDomain;
  }

  /** Domain of a workload's service; of its pods, when each keeps its name. */
  domainOf(service: string, workload: string): string {
    return `${service}.${this.namespaceOf(workload)}.svc.${this.clusterDomain}`;
  }

  hostname(workload: string): string {
    return this.domainOf(workload, workload);
  }

  peerDomain(workload: string): string {
    return this.domainOf(peersOf(workload), workload);
  }

  hostnames(workload: string, replicas = 0): string[] {
    const namespace = this.namespaceOf(workload);
    const names = [
      workload,
      `${workload}.${namespace}`,
      `${workload}.${namespace}.svc`,
      this.hostname(workload),
    ];
    return [
      ...names,
      ...Array.from({ length: replicas }, (_, index) => `${workload}-${index}.${this.peerDomain(workload)}`),
      ...this.administrationHosts(workload),
    ];
  }

  /** Names under which the operator reaches a workload. */
  private administrationHosts(workload: string): string[] {
    return this.endpointsOf(workload)
      .map(({ host }) => host)
      .filter((host) => !/^[\d.:]+$/.test(host));
  }

  ipAddresses(workload: string): string[] {
    return this.endpointsOf(workload)
      .map(({ host }) => host)
      .filter((host) => /^[\d.:]+$/.test(host));
  }

  private endpointsOf(workload: string): Endpoint[] {
    return Object.entries(this.args.administration.endpoints)
      .filter(([key]) => key.startsWith(`${workload}.`))
      .map(([, endpoint]) => endpoint);
  }

  endpoint(workload: string, port: string): Endpoint | undefined {
    const isOpen = this.flows.some(
      (flow) => flow.from === operator && flow.to === workload && flow.port === port,
    );
    return isOpen ? this.args.administration.endpoints[`${workload}.${port}`] : undefined;
  }

  /**
   * Where a workload's flow to another's port leads.
   * @throws pulumi.RunError without such a flow, and when the other does not run yet
   */
  way(from: string, to: string, port: string): { address: string; number: number } {
    if (!this.flows.some((flow) => flow.from === from && flow.to === to && flow.port === port))
      throw new pulumi.RunError(`'${from}' asks '${to}' at ${port}; add a flow that leads there.`);
    return { address: this.hostname(to), number: this.accepting(to, port).port.number };
  }

  /** Number under which the pods at a flow's end accept it. */
  podPortOf({ to, port }: Flow): number {
    const { workload, port: accepting } = this.accepting(to, port);
    return podPort(workload, accepting);
  }

  private accepting(to: string, port: string): { workload: Accepting; port: Port } {
    const workload = this.running.get(to);
    if (!workload?.ports[port])
      throw new pulumi.RunError(`run '${to}' before what asks it at ${port}: a flow leads there.`);
    return { workload, port: workload.ports[port] };
  }

  /**
   * Notes what a workload's pods accept: of every workload that runs here, and of those whose pods an operator makes.
   * @throws pulumi.RunError when a flow leads to a port it does not have
   */
  accept(name: string, args: Accepting): void {
    for (const flow of this.flows.filter(({ to }) => to === name)) {
      if (!(flow.port in args.ports)) {
        throw new pulumi.RunError(
          `flow ${flow.from} -> ${name}:${flow.port}: workload '${name}' has no port '${flow.port}'; ` +
            `its ports: ${Object.keys(args.ports).join(", ")}.`,
        );
      }
    }
    this.running.set(name, args);
  }

  run(name: string, args: WorkloadArgs, opts: pulumi.ComponentResourceOptions): pulumi.ComponentResource {
    this.accept(name, args);
    return new Workload(name, { ...args, platform: this }, opts);
  }

  runJob(name: string, args: JobArgs, opts: pulumi.ComponentResourceOptions): RunJob {
    return new Job(name, { ...args, platform: this }, opts);
  }
}
