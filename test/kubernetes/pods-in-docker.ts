/**
 * Runs the containers of pods that kwok alone would only play: as their specification says, files, user, limits and security
 * context, each pod in one network namespace, under the names that the cluster's name service would give.
 */
import type * as k8s from "@kubernetes/client-node";
import { CoreV1Api } from "@kubernetes/client-node";
import Docker from "dockerode";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { quantity } from "../../components/platform/quantity";
import { imageReference } from "../../components/platform/images";
import { answers } from "./probe";
import { run } from "./run-in-container";

const label = "lakehouse.test.pods";

export interface PodNetwork {
  /** Name of the Docker network. */
  name: string;
  /** Without its last octet, such as `10.217.0`. */
  prefix: string;
}

/** Host ports by pod's name and container port, as `<pod>:<port>`. */
export type Published = Record<string, number>;

/** A pod whose containers run. */
interface RunningPod {
  uid: string;
  address: string;
  containers: Docker.Container[];
  /** Whether its startup probe has been answered. */
  started: boolean;
  /** When its readiness probe was first answered without a miss since, in milliseconds. */
  wellSince: number | undefined;
  ready: boolean;
}

export class PodsInDocker {
  private readonly docker: Docker;
  private readonly core: CoreV1Api;
  private readonly directory = mkdtempSync(join(tmpdir(), "lakehouse-pods-"));
  private readonly running = new Map<string, RunningPod>();
  private addresses = 10;
  private stopped = false;
  private following: Promise<void> = Promise.resolve();

  private constructor(
    host: string,
    config: k8s.KubeConfig,
    private readonly network: PodNetwork,
    private readonly published: Published,
  ) {
    this.docker = new Docker({ socketPath: host.replace("unix://", "") });
    this.core = config.makeApiClient(CoreV1Api);
  }

  /**
   * Follows the pods of workloads: starts what has been placed on a node, says that it is ready once its own readiness probe
   * says so, and ends what is gone.
   */
  static async follow(
    host: string,
    config: k8s.KubeConfig,
    workloads: readonly string[],
    { network, published }: { network: PodNetwork; published: Published },
  ): Promise<PodsInDocker> {
    const pods = new PodsInDocker(host, config, network, published);
    await pods.clear();
    await pods.docker.createNetwork({
      Name: network.name,
      Driver: "bridge",
      IPAM: { Config: [{ Subnet: `${network.prefix}.0/24` }] },
      Labels: { [label]: network.name },
    });
    pods.following = pods.loop(workloads);
    return pods;
  }

  private async loop(workloads: readonly string[]): Promise<void> {
    const labelSelector = `lakehouse.io/workload in (${workloads.join(",")})`;
    while (!this.stopped) {
      const { items } = await this.core.listPodForAllNamespaces({ labelSelector });
      const alive = items.filter(({ metadata }) => !metadata!.deletionTimestamp);
      for (const [name, { uid }] of this.running)
        if (!alive.some(({ metadata }) => metadata!.uid === uid)) await this.end(name);
      for (const pod of alive) {
        const name = pod.metadata!.name!;
        if (pod.spec!.nodeName && !this.running.has(name)) await this.start(pod);
        const running = this.running.get(name);
        if (running && !running.ready && (await this.isReady(pod, running))) {
          running.ready = true;
          await this.tell(pod);
        }
      }
      await sleep(200);
    }
  }

  /** Whether the process has started, and has answered its readiness probe for as long as its threshold asks. */
  private async isReady(pod: k8s.V1Pod, running: RunningPod): Promise<boolean> {
    const { startupProbe, readinessProbe } = pod.spec!.containers[0]!;
    running.started ||= !startupProbe || (await this.passes(startupProbe, running));
    if (!running.started || !(await this.passes(readinessProbe!, running))) {
      running.wellSince = undefined;
      return false;
    }
    running.wellSince ??= Date.now();
    const { periodSeconds = 10, successThreshold = 1 } = readinessProbe!;
    return Date.now() - running.wellSince >= (successThreshold - 1) * periodSeconds * 1000;
  }

  private async passes(
    { httpGet, exec }: k8s.V1Probe,
    { address, containers }: RunningPod,
  ): Promise<boolean> {
    if (httpGet) return answers(address, httpGet);
    return (await run(containers.at(-1)!, exec!.command!)).code === 0;
  }

  /** Runs a command beside a pod's process, and gives what it prints. @throws Error with that when it fails */
  async exec(pod: string, command: string[]): Promise<string> {
    const { code, output } = await run(this.running.get(pod)!.containers.at(-1)!, command);
    if (code !== 0) throw new Error(`${pod}: ${command[0]} ended with ${code}: ${output}`);
    return output;
  }

  /** Lets kwok say that a pod runs. */
  private async tell({ metadata }: k8s.V1Pod): Promise<void> {
    const { name, namespace } = metadata as { name: string; namespace: string };
    const body = [{ op: "add", path: "/metadata/annotations/lakehouse.test~1runs", value: "true" }];
    await this.core.patchNamespacedPod({ name, namespace, body });
  }

  private async end(name: string): Promise<void> {
    const { containers } = this.running.get(name)!;
    for (const container of containers.reverse()) await container.remove({ force: true, v: true });
    this.running.delete(name);
  }

  /** Addresses of the pods that run, by name. */
  addressesOf(): [string, string][] {
    return [...this.running].map(([name, { address }]) => [name, address]);
  }

  /** Stops the containers of one pod at once, as a lost node would. */
  async lose(name: string): Promise<void> {
    for (const container of this.running.get(name)!.containers.slice(1)) await container.kill();
  }

  /** Starts them again, with the drives they had. */
  async bringBack(name: string): Promise<void> {
    for (const container of this.running.get(name)!.containers.slice(1)) await container.start();
  }

  /** What a pod's container has logged. */
  async log(pod: string, container: string): Promise<string> {
    return (
      await this.docker
        .getContainer(`${this.network.name}-${pod}-${container}`)
        .logs({ stdout: true, stderr: true })
    ).toString();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.following;
    await this.clear();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async clear(): Promise<void> {
    const filters = { label: [`${label}=${this.network.name}`] };
    for (const { Id } of await this.docker.listContainers({ all: true, filters }))
      await this.docker.getContainer(Id).remove({ force: true, v: true });
    for (const { Id } of await this.docker.listNetworks({ filters }))
      await this.docker.getNetwork(Id).remove();
  }

  private async start(pod: k8s.V1Pod): Promise<void> {
    const { name, namespace, uid } = pod.metadata as { name: string; namespace: string; uid: string };
    const workload = pod.metadata!.labels!["lakehouse.io/workload"]!;
    const spec = pod.spec!;
    const address = `${this.network.prefix}.${this.addresses++}`;
    const labels = { [label]: this.network.name, [`${label}.pod`]: name };
    const ports = Object.entries(this.published).filter(([key]) => key.startsWith(`${name}:`));
    const sandbox = await this.docker.createContainer({
      name: `${this.network.name}-${name}`,
      Image: imageReference("haproxy", "local"),
      Hostname: name,
      Entrypoint: ["sleep"],
      Cmd: ["infinity"],
      Labels: labels,
      ExposedPorts: Object.fromEntries(ports.map(([key]) => [`${key.split(":")[1]}/tcp`, {}])),
      HostConfig: {
        PortBindings: Object.fromEntries(
          ports.map(([key, port]) => [
            `${key.split(":")[1]}/tcp`,
            [{ HostIp: "127.0.0.1", HostPort: String(port) }],
          ]),
        ),
      },
      NetworkingConfig: {
        EndpointsConfig: {
          [this.network.name]: {
            IPAMConfig: { IPv4Address: address },
            Aliases: [
              ...(spec.subdomain ? [`${name}.${spec.subdomain}.${namespace}.svc.cluster.local`] : []),
              `${workload}.${namespace}.svc.cluster.local`,
            ],
          },
        },
      },
    });
    await sandbox.start();
    const containers = [sandbox];
    const sources = await this.materialise(namespace, name, spec);
    for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
      const created = await this.docker.createContainer({
        name: `${this.network.name}-${name}-${container.name}`,
        Image: container.image!,
        ...(container.command ? { Entrypoint: container.command } : {}),
        ...(container.args ? { Cmd: container.args } : {}),
        User: `${container.securityContext!.runAsUser}:${container.securityContext!.runAsGroup}`,
        Env: (container.env ?? []).map((each) => `${each.name}=${each.value ?? address}`),
        Labels: labels,
        HostConfig: {
          NetworkMode: `container:${sandbox.id}`,
          ReadonlyRootfs: container.securityContext!.readOnlyRootFilesystem!,
          CapDrop: container.securityContext!.capabilities!.drop!,
          SecurityOpt: ["no-new-privileges:true"],
          GroupAdd: [String(spec.securityContext!.fsGroup)],
          Memory: quantity(container.resources!.limits!["memory"]!),
          NanoCpus: nanoCpus(container.resources!.limits!["cpu"]!),
          Binds: (container.volumeMounts ?? []).map(
            ({ name: volume, mountPath, readOnly }) =>
              `${sources[volume]!}:${mountPath}${readOnly ? ":ro" : ""}`,
          ),
        },
      });
      await created.start();
      containers.push(created);
    }
    this.running.set(name, { uid, address, containers, started: false, wellSince: undefined, ready: false });
  }

  /** A directory for each of a pod's volumes, with the files that Kubernetes would put there, owned as it would. */
  private async materialise(
    namespace: string,
    pod: string,
    spec: k8s.V1PodSpec,
  ): Promise<Record<string, string>> {
    const group = spec.securityContext!.fsGroup!;
    const directories: Record<string, string> = {};
    for (const volume of spec.volumes ?? []) {
      const directory = (directories[volume.name] = join(this.directory, pod, volume.name));
      // What is claimed outlives its pod; everything else begins anew.
      if (!volume.persistentVolumeClaim) rmSync(directory, { recursive: true, force: true });
      mkdirSync(directory, { recursive: true });
      chownSync(directory, 0, group);
      chmodSync(directory, 0o2775);
      for (const source of volume.projected?.sources ?? []) {
        const contents = source.secret
          ? base64Of((await this.core.readNamespacedSecret({ namespace, name: source.secret.name! })).data)
          : textOf(
              (await this.core.readNamespacedConfigMap({ namespace, name: source.configMap!.name! })).data,
            );
        for (const { key, path, mode } of (source.secret ?? source.configMap)!.items!) {
          const file = join(directory, path);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, contents[key]!);
          chownSync(file, 0, group);
          chmodSync(file, mode!);
        }
      }
    }
    return directories;
  }
}

/** A CPU limit such as `500m` or `2`, as Docker counts it. */
const nanoCpus = (limit: string): number =>
  limit.endsWith("m") ? Number(limit.slice(0, -1)) * 1e6 : Number(limit) * 1e9;

const base64Of = (data: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64")]));
const textOf = (data: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value)]));
