import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { catalogue } from "../images";
import { zoneOf } from "../network-zones";
import { durable } from "../platform";
import type { Port, WorkloadArgs } from "../workload";
import { platformMemory } from "./budget";
import {
  carriedBy,
  carrier,
  containerOptions,
  environment,
  hardened,
  networkPlaces,
  scratch,
  userOf,
} from "./container";
import type { DockerHost } from "./docker-host";
import { Job } from "./job";
import { Terminator } from "./terminator";

/** Seconds a workload may take until it is healthy; a first start initialises its data directory. */
const healthySeconds = 180;

/** A container that names the runs it comes after is replaced with them, and goes before they do. */
const joined = (runs: pulumi.Input<string>[]) => pulumi.all(runs).apply((all) => all.join(" "));

/**
 * One workload as containers. One that listens everywhere is two: the process on a network of its own, and its
 * gateway, which is on that network and on the flows' and terminates and forwards.
 * With a `terminated` port there are three, in one network namespace:
 * the sandbox that owns the namespace (so that neither of the others takes the network down when it restarts),
 * the process itself with its plain port on loopback, and the terminator.
 */
export class Workload extends pulumi.ComponentResource {
  constructor(
    readonly name: string,
    private readonly args: WorkloadArgs & { platform: DockerHost },
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("lakehouse:platform:Workload", name, {}, opts);
    const { platform } = args;
    this.refuseOtherTls();
    const volumes = this.createVolumes();
    if (platform.lifecycle !== "stopped") {
      const owner = volumes.length > 0 ? [this.takeOwnership(volumes)] : [];
      const terminated = Object.entries(args.ports).filter(([, port]) => port.tls.mode === "terminated");
      if (args.listens === "everywhere") this.startBehindGateway(volumes, owner);
      else if (terminated.length > 0) this.startTerminated(terminated, volumes, owner);
      else this.startProcess(this.network(), volumes, owner, true);
    }
    this.registerOutputs();
  }

  /** Between containers nobody encrypts but these themselves, and a gateway adds no TLS to a process's own. */
  private refuseOtherTls(): void {
    const other = Object.entries(this.args.ports).find(
      ([, { tls }]) => !["native", "terminated"].includes(tls.mode),
    );
    if (other)
      throw new pulumi.RunError(
        `workload '${this.name}' has its port '${other[0]}' ${other[1].tls.mode}; on a Docker host ports are 'native' or 'terminated'.`,
      );
  }

  private createVolumes() {
    const { platform } = this.args;
    return Object.entries(this.args.volumes ?? {}).map(([key, volume]) => ({
      path: volume.path,
      name: new docker.Volume(
        `${this.name}-${key}`,
        {
          name: `${platform.args.prefix}-${this.name}-${key}`,
          ...platform.storageOf(this.name, key, volume),
          labels: platform.labels({ workload: this.name }),
        },
        { parent: this, provider: platform.provider, ...durable(platform) },
      ).name,
    }));
  }

  /** A new volume belongs to root; the process does not run as root. */
  private takeOwnership(volumes: { name: pulumi.Output<string>; path: string }[]): Job {
    const { user, group } = catalogue[this.args.image];
    const mounts = volumes.map((volume, index) => ({ name: volume.name, path: `/volumes/${index}` }));
    return new Job(
      `${this.name}-volume-owner`,
      {
        platform: this.args.platform,
        image: "haproxy",
        command: ["chown", `${user}:${group}`, ...mounts.map(({ path }) => path)],
        privileges: ["CHOWN"],
        volumes: mounts,
        resources: { memory: platformMemory.volumeOwner, cpus: 0.5 },
      },
      { parent: this },
    );
  }

  private startBehindGateway(
    volumes: { name: pulumi.Output<string>; path: string }[],
    owner: pulumi.Resource[],
  ): void {
    const { platform } = this.args;
    const open = Object.entries(this.args.ports).find(([, port]) => port.tls.mode !== "terminated");
    if (open) {
      throw new pulumi.RunError(
        `workload '${this.name}' listens everywhere, so all its ports must be 'terminated'; '${open[0]}' is not.`,
      );
    }
    const link = platform.networks.gatewayLink(this.name);
    const outbound = platform.outbound(this.name);
    const process = this.startProcess(
      { networksAdvanced: [{ name: link.network.name, ipv4Address: link.process }] },
      volumes,
      owner,
      false,
    );
    new Terminator(
      `${this.name}-gateway`,
      {
        platform,
        workload: this.name,
        ports: Object.entries(this.args.ports),
        health: this.args.health,
        network: {
          ...this.network([
            {
              name: link.network.name,
              ipv4Address: link.gateway,
              aliases: [...new Set(outbound.map(({ to }) => to))],
            },
          ]),
          // The engine lets the host forward packets, and a new namespace takes that over.
          sysctls: { "net.ipv4.ip_forward": "0" },
        },
        upstream: link.process,
        outbound: { address: link.gateway, connections: outbound },
        process,
        keyPair: this.args.certificate,
      },
      { parent: this },
    );
  }

  /** Networks, addresses and published ports of whatever owns the network namespace. */
  private network(more: docker.types.input.ContainerNetworksAdvanced[] = []): Partial<docker.ContainerArgs> {
    const { platform } = this.args;
    const places = platform.placesOf(this.name);
    if (places.length === 0) return { networkMode: "none" };
    return {
      networksAdvanced: [...networkPlaces(this.name, places), ...more],
      ports: platform.publishedPorts(this.name).map(({ port, external, address }) => ({
        internal: this.args.ports[port]!.number,
        external,
        ip: address,
        protocol: "tcp",
      })),
      // As for a gateway: what it passes on are connections, never packets.
      ...(platform.networks.leadsOut(this.name) ? { sysctls: { "net.ipv4.ip_forward": "0" } } : {}),
    };
  }

  private startTerminated(
    ports: [string, Port][],
    volumes: { name: pulumi.Output<string>; path: string }[],
    owner: pulumi.Resource[],
  ): void {
    const { platform } = this.args;
    const sandbox = new docker.Container(
      `${this.name}-sandbox`,
      {
        ...hardened(platform, this.name, { memory: platformMemory.sandbox, cpus: 0.1 }),
        ...this.network(),
        name: `${platform.args.prefix}-${this.name}-sandbox`,
        hostname: this.name,
        image: platform.image("haproxy").imageId,
        entrypoints: ["sleep"],
        command: ["infinity"],
        user: userOf("haproxy"),
        restart: "unless-stopped",
        labels: platform.labels({ workload: this.name, part: "sandbox" }),
      },
      containerOptions(platform, this),
    );
    const networkMode = pulumi.interpolate`container:${sandbox.id}`;
    const process = this.startProcess({ networkMode }, volumes, owner, false);
    new Terminator(
      `${this.name}-terminator`,
      {
        platform,
        workload: this.name,
        ports,
        health: this.args.health,
        network: { networkMode },
        ...(this.args.relays ? { relays: this.args.relays } : {}),
        process,
        keyPair: this.args.certificate,
      },
      { parent: this },
    );
  }

  private startProcess(
    network: Partial<docker.ContainerArgs>,
    volumes: { name: pulumi.Output<string>; path: string }[],
    dependsOn: pulumi.Resource[],
    checked: boolean,
  ): docker.Container {
    const { platform, health, files = [], secrets = [] } = this.args;
    if (checked && health.kind !== "command") {
      throw new pulumi.RunError(
        `workload '${this.name}' has only native ports, so its health must be a command in the container.`,
      );
    }
    return new docker.Container(
      `${this.name}-process`,
      {
        ...hardened(platform, this.name, this.args.resources),
        ...network,
        ...(this.args.optOut?.writableRoot ? { readOnly: false } : {}),
        ...(this.args.stopSignal ? { stopSignal: this.args.stopSignal } : {}),
        name: `${platform.args.prefix}-${this.name}`,
        image: platform.image(this.args.image).imageId,
        user: userOf(this.args.image),
        ...(this.args.entrypoint ? { entrypoints: this.args.entrypoint } : {}),
        ...(this.args.command ? { command: this.args.command } : {}),
        envs: environment(this.args.environment ?? {}),
        volumes: [
          ...volumes.map(({ name, path }) => ({ volumeName: name, containerPath: path })),
          ...(files.length + secrets.length > 0
            ? [
                carriedBy(
                  carrier(`${this.name}-files`, platform, this, { image: this.args.image, files, secrets }),
                ),
              ]
            : []),
        ],
        tmpfs: scratch(this.args.image, this.args.scratch ?? {}),
        ...(checked && health.kind === "command"
          ? {
              healthcheck: { tests: ["CMD", ...health.command], interval: "5s", timeout: "5s", retries: 6 },
              wait: true,
              waitTimeout: healthySeconds,
            }
          : {}),
        restart: "unless-stopped",
        labels: [
          ...platform.labels({ workload: this.name, zone: zoneOf(this.name, platform.args.placement) }),
          ...(this.args.after ? [{ label: "lakehouse.after", value: joined(this.args.after) }] : []),
        ],
      },
      containerOptions(platform, this, dependsOn),
    );
  }
}
