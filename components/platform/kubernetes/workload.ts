import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { catalogue } from "../images";
import { durable } from "../platform";
import type { WorkloadArgs } from "../workload";
import { quantity } from "../quantity";
import type { Demand } from "./capacity";
import { environment, hardened, podBasics, requestedCpus, resources, scratch } from "./container";
import { entranceAnnotations, openEntrance } from "./entrance";
import { mountFiles } from "./files";
import { openFlows } from "./flows";
import type { Kubernetes } from "./kubernetes";
import { peersOf, selector } from "./labels";
import { spread } from "./placement";
import { processProbes } from "./probes";
import { scale } from "./scaling";
import { isTerminated, podPort, terminator, terminatorResources } from "./terminator";
import { openWayOut } from "./way-out";

/** Seconds a rollout may take in which every replica in turn fetches its image and starts. */
const rolloutSeconds = 600;

/** Name of a port's protocol for the mesh: it is TLS from end to end, and never looked into. */
const serviceProtocol = "tls";

/**
 * One workload as pods: a StatefulSet when each replica keeps its name and volumes, else a Deployment; the service in
 * front, an identity of its own, what flows let through, and how many of them may be away at once.
 */
export class Workload extends pulumi.ComponentResource {
  constructor(
    readonly name: string,
    private readonly args: WorkloadArgs & { platform: Kubernetes },
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("lakehouse:platform:Workload", name, {}, opts);
    const { platform } = args;
    if (args.stopSignal && args.stopSignal !== "SIGTERM")
      throw new pulumi.RunError(
        `workload '${name}' stops by ${args.stopSignal}; Kubernetes sends SIGTERM to every process.`,
      );
    const account = new k8s.core.v1.ServiceAccount(
      `${name}-identity`,
      { metadata: platform.metadata(name, name), automountServiceAccountToken: false },
      platform.under(this),
    );
    openFlows(name, { platform, parent: this, workload: args });
    openWayOut(name, { platform, parent: this });
    platform.demands.push(this.demand);
    const services = this.createServices();
    const template = this.template(account.metadata.name);
    const pods = this.isStable
      ? this.createStatefulSet(template, services)
      : this.createDeployment(template, services);
    if (args.scaling && this.isScaled)
      scale(name, { platform, parent: this, pods, scaling: args.scaling, least: this.replicas });
    this.limitDisruption();
    openEntrance(name, { platform, parent: this });
    this.registerOutputs();
  }

  private get isStable(): boolean {
    return this.args.identity === "stable" || Object.keys(this.args.volumes ?? {}).length > 0;
  }

  /** None while the stack is stopped: claims stay, and what they hold. */
  private get replicas(): number {
    return this.args.platform.lifecycle === "stopped" ? 0 : (this.args.replicas ?? 1);
  }

  /** Left to the autoscaler where there is one, which does nothing for a stack that is stopped. */
  private get fixedReplicas(): { replicas?: number } {
    return this.isScaled ? {} : { replicas: this.replicas };
  }

  private get isScaled(): boolean {
    return this.args.scaling !== undefined && this.args.platform.lifecycle !== "stopped";
  }

  private get demand(): Demand {
    const { resources: own, ports, volumes = {} } = this.args;
    const containers = [own, ...(Object.values(ports).some(isTerminated) ? [terminatorResources] : [])];
    return {
      workload: this.name,
      pods: this.replicas,
      cpus: containers.reduce((sum, each) => sum + requestedCpus(each), 0),
      memory: containers.reduce((sum, { memory }) => sum + quantity(memory), 0),
      storage: Object.values(volumes).reduce((sum, { size }) => sum + quantity(size), 0),
    };
  }

  private get at() {
    return this.args.platform.metadata(this.name, this.name);
  }

  private servicePorts() {
    return Object.entries(this.args.ports).map(([name, port]) => ({
      name: `${serviceProtocol}-${name}`,
      port: port.number,
      targetPort: podPort(this.args, port),
      protocol: "TCP",
    }));
  }

  private createServices(): pulumi.Resource[] {
    const { platform } = this.args;
    if (Object.keys(this.args.ports).length === 0) return [];
    const spec = { selector: selector(this.name), ports: this.servicePorts() };
    return [
      new k8s.core.v1.Service(
        `${this.name}-service`,
        { metadata: this.at, spec: { type: "ClusterIP", ...spec } },
        // A service has no end before its pods have, and those come after it.
        platform.under(this),
      ),
      ...(this.isStable
        ? [
            new k8s.core.v1.Service(
              `${this.name}-peers`,
              {
                metadata: platform.metadata(this.name, peersOf(this.name)),
                // Peers find each other before any of them is ready.
                spec: { clusterIP: "None", publishNotReadyAddresses: true, ...spec },
              },
              platform.under(this),
            ),
          ]
        : []),
    ];
  }

  private template(account: pulumi.Output<string>): k8s.types.input.core.v1.PodTemplateSpec {
    const { platform, image, files = [], secrets = [] } = this.args;
    const terminates = Object.values(this.args.ports).some(isTerminated);
    const mounted = mountFiles(this.name, this.name, { platform, parent: this, files, secrets });
    const sidecar = terminates
      ? terminator(this.name, { ...this.args, parent: this, keyPair: this.args.certificate })
      : undefined;
    const written = scratch(this.args.scratch);
    const data = Object.entries(this.args.volumes ?? {}).map(([name, { path }]) => ({
      name,
      mountPath: path,
    }));
    const hasVolumes = data.length > 0;
    return {
      metadata: {
        labels: { ...this.at.labels },
        annotations: {
          "lakehouse.io/files": pulumi
            .all([mounted.hash, sidecar?.files.hash ?? ""])
            .apply((hashes) => hashes.filter(Boolean).join(".")),
          // Native sidecars start before the process and end after it.
          ...(platform.args.mesh === "istio" ? { "sidecar.istio.io/nativeSidecar": "true" } : {}),
          ...entranceAnnotations(platform, this.name),
        },
      },
      spec: {
        ...podBasics(catalogue[image].group),
        ...spread(this.name, { data: hasVolumes, rollout: !this.isStable }),
        serviceAccountName: account,
        priorityClassName: platform.priorities.of(platform.zoneOf(this.name)),
        ...(sidecar ? { initContainers: [sidecar.container] } : {}),
        containers: [
          {
            name: "process",
            ...hardened(platform, image, this.args.optOut),
            ...(this.args.entrypoint ? { command: this.args.entrypoint } : {}),
            ...(this.args.command ? { args: this.args.command } : {}),
            env: environment(this.args.environment),
            ports: Object.entries(this.args.ports)
              .filter(([, port]) => !isTerminated(port))
              .map(([name, port]) => ({ name, containerPort: port.number, protocol: "TCP" })),
            volumeMounts: [...mounted.mounts, ...written.mounts, ...data],
            resources: resources(this.args.resources),
            ...processProbes(this.args.health, this.args.settleSeconds),
          },
        ],
        volumes: [...mounted.volumes, ...(sidecar?.files.volumes ?? []), ...written.volumes],
      },
    };
  }

  private createStatefulSet(
    template: k8s.types.input.core.v1.PodTemplateSpec,
    services: pulumi.Resource[],
  ): k8s.apps.v1.StatefulSet {
    const { platform, volumes = {} } = this.args;
    const kept = platform.lifecycle === "disposable" ? "Delete" : "Retain";
    return new k8s.apps.v1.StatefulSet(
      `${this.name}-pods`,
      {
        metadata: { ...this.at, annotations: { "pulumi.com/timeoutSeconds": String(rolloutSeconds) } },
        spec: {
          serviceName: peersOf(this.name),
          ...this.fixedReplicas,
          selector: { matchLabels: selector(this.name) },
          // Peers wait for each other, so they start together; a change still reaches them one after the other.
          podManagementPolicy: "Parallel",
          updateStrategy: { type: "RollingUpdate" },
          persistentVolumeClaimRetentionPolicy: { whenDeleted: kept, whenScaled: "Retain" },
          template,
          volumeClaimTemplates: Object.entries(volumes).map(([name, { size }]) => ({
            metadata: { name, labels: selector(this.name) },
            spec: {
              accessModes: ["ReadWriteOnce"],
              storageClassName: platform.storageClass.className,
              resources: { requests: { storage: size } },
            },
          })),
        },
      },
      platform.under(this, {
        dependsOn: services,
        ...(Object.keys(volumes).length > 0 ? durable(platform) : {}),
      }),
    );
  }

  private createDeployment(
    template: k8s.types.input.core.v1.PodTemplateSpec,
    services: pulumi.Resource[],
  ): k8s.apps.v1.Deployment {
    const { platform } = this.args;
    return new k8s.apps.v1.Deployment(
      `${this.name}-pods`,
      {
        metadata: { ...this.at, annotations: { "pulumi.com/timeoutSeconds": String(rolloutSeconds) } },
        spec: {
          ...this.fixedReplicas,
          selector: { matchLabels: selector(this.name) },
          // New ones are ready before old ones go.
          strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template,
        },
      },
      platform.under(this, { dependsOn: services }),
    );
  }

  /** Drains of nodes take one replica at a time; a single one may go, for else its node could never be drained. */
  private limitDisruption(): void {
    const { platform } = this.args;
    new k8s.policy.v1.PodDisruptionBudget(
      `${this.name}-disruption`,
      {
        metadata: this.at,
        spec: {
          maxUnavailable: 1,
          selector: { matchLabels: selector(this.name) },
          // A pod that is not ready keeps nobody from draining its node.
          unhealthyPodEvictionPolicy: "AlwaysAllow",
        },
      },
      platform.under(this),
    );
  }
}
