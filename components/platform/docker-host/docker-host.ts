import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { posix } from "node:path";
import { operator, type Flow } from "../flows";
import type { Gateway } from "../gateways";
import { imageReference, type ImageKey, type ImageMode } from "../images";
import type { NetworkZone } from "../network-zones";
import type { Endpoint, Lifecycle, Platform, RunJob } from "../platform";
import type { JobArgs, Volume, WorkloadArgs } from "../workload";
import { Job } from "./job";
import { Networks, type Attachment, type Outbound } from "./networks";
import { Workload } from "./workload";

export interface DockerHostArgs {
  /** Prefix of every container, network and volume. */
  prefix: string;
  lifecycle: Lifecycle;
  /** Engine address, for example `unix:///var/run/docker.sock`. @default DOCKER_HOST, else the default socket */
  host?: string;
  /** CPUs of the host; limits above are clipped. */
  cpus: number;
  images: ImageMode;
  /** Private IPv4 network from which each flow's /29 is taken. */
  pool: string;
  flows: readonly Flow[];
  /** Networks of processes that listen everywhere. @default none */
  gateways?: readonly Gateway[];
  /** Every workload the stack runs; a flow takes effect when both its ends are here. */
  workloads: readonly string[];
  /** Network zones of workloads. @default the architecture's */
  placement?: Readonly<Record<string, NetworkZone>>;
  /** Where volumes lie whose process does not encrypt. @default Docker's data root, for all of them */
  storage?: Storage;
  publish: {
    /** Host address. */
    address: string;
    /** Host port by `<workload>.<port>`, for flows from the operator. */
    ports: Record<string, number>;
    /** Ports that other machines may come to. @default none */
    outside?: OutsidePorts | undefined;
  };
}

/** Ports that other machines may come to. */
export interface OutsidePorts {
  /** Host address on which these are published, in place of the other. */
  address: string;
  /** Networks whose machines may come, by `<workload>.<port>`. */
  from: Record<string, readonly string[]>;
}

/** Where volumes lie whose process does not encrypt. */
export interface Storage {
  /** Directory of an encrypted file system, with one directory for each volume. @default Docker's data root */
  encryptedPath?: string;
  /** Volumes, as `<workload>-<volume>`, that stay in Docker's data root whatever that lies on. */
  plain: readonly string[];
}

/**
 * Runs workloads as containers of one Docker Engine.
 *
 * A flow is a bridge network of its own with two addresses in it. The accepting side listens, on its address there,
 * for what that one client may open, so of a flow both port and direction hold; identity does not exist here
 * (docs/adr/0001).
 */
export class DockerHost extends pulumi.ComponentResource implements Platform {
  readonly lifecycle: Lifecycle;
  /** What the operator should know, for example a CPU limit that was clipped. */
  readonly notices: string[] = [];
  readonly provider: docker.Provider;
  readonly networks: Networks;
  private readonly images = new Map<ImageKey, docker.RemoteImage>();
  /** Ports of the workloads that run so far. */
  private readonly ports = new Map<string, WorkloadArgs["ports"]>();

  constructor(
    readonly name: string,
    readonly args: DockerHostArgs,
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super("lakehouse:platform:DockerHost", name, {}, opts);
    this.lifecycle = args.lifecycle;
    this.provider = new docker.Provider(`${name}-engine`, args.host ? { host: args.host } : {}, {
      parent: this,
    });
    this.networks = new Networks(this);
    this.registerOutputs();
  }

  /**
   * Every address at which a client of the port reaches the workload, not only its own flow's: to a client with
   * several flows here, the workload's name (or, from outside, the engine's forwarding) leads to any of them.
   */
  listenAddresses(workload: string, port: string): string[] {
    return this.servedPlaces(workload, port).map(({ address }) => address);
  }

  announcesClients(): boolean {
    return false;
  }

  clientNetworks(workload: string, port: string): string[] {
    const { outside } = this.args.publish;
    const more = outside?.from[`${workload}.${port}`];
    // The engine leaves the sender's address as it is: another machine's, or the one the host has itself.
    const others = outside && more ? [`${outside.address}/32`, ...more] : [];
    return [...this.servedPlaces(workload, port).map(({ subnet: { cidr } }) => cidr), ...others];
  }

  /** Every network place of a workload, as client and as server. */
  placesOf(workload: string): Attachment[] {
    return this.networks.placesOf(workload);
  }

  /** Connections that a workload's gateway lets it open. */
  outbound(workload: string): Outbound[] {
    return this.networks.outbound(workload, (to) => this.ports.get(to));
  }

  /**
   * Where a workload's flow to another's port leads.
   * @throws pulumi.RunError without such a flow, and when the other does not run yet
   */
  way(from: string, to: string, port: string): { address: string; number: number } {
    const place = this.placesOf(from).find(
      ({ flow }) => flow.from === from && flow.to === to && flow.port === port,
    );
    const number = this.ports.get(to)?.[port]?.number;
    if (!place) throw new pulumi.RunError(`'${from}' asks '${to}' at ${port}; add a flow that leads there.`);
    if (number === undefined)
      throw new pulumi.RunError(`run '${to}' before '${from}', which asks it at ${port}.`);
    return { address: place.subnet.server, number };
  }

  private servedPlaces(workload: string, port: string): Attachment[] {
    const clients = new Set(this.networks.flowsTo(workload, port).map(({ flow }) => flow.from));
    return this.placesOf(workload).filter(({ flow }) => flow.to === workload && clients.has(flow.from));
  }

  hostname(workload: string): string {
    return workload;
  }

  peerDomain(): undefined {
    return undefined;
  }

  hostnames(workload: string): string[] {
    return this.publishedPorts(workload).length > 0 ? [workload, "localhost"] : [workload];
  }

  ipAddresses(workload: string): string[] {
    return [...new Set(this.publishedPorts(workload).map(({ address }) => address))];
  }

  endpoint(workload: string, port: string): Endpoint | undefined {
    const published = this.publishedPorts(workload).find((each) => each.port === port);
    if (!published) return undefined;
    const { address, external } = published;
    return { host: address === "127.0.0.1" ? "localhost" : address, port: external };
  }

  /** Host ports of a workload, by port name. */
  publishedPorts(workload: string): { port: string; external: number; address: string }[] {
    const { address, outside, ports } = this.args.publish;
    return Object.entries(ports)
      .filter(([key]) => key.startsWith(`${workload}.`))
      .map(([key, external]) => ({
        port: key.slice(workload.length + 1),
        external,
        address: outside && key in outside.from ? outside.address : address,
      }))
      .filter(({ port }) => this.fromOutside(workload, port));
  }

  private fromOutside(workload: string, port: string): boolean {
    return this.networks.flowsTo(workload, port).some(({ flow }) => flow.from === operator);
  }

  /** The image's resource, one for all workloads that use it. */
  image(key: ImageKey): docker.RemoteImage {
    let image = this.images.get(key);
    if (!image) {
      image = new docker.RemoteImage(
        `${this.name}-image-${key}`,
        { name: imageReference(key, this.args.images), keepLocally: true },
        { parent: this, provider: this.provider },
      );
      this.images.set(key, image);
    }
    return image;
  }

  /** Driver arguments of a volume: a directory of the encrypted file system where its bytes are as written. */
  storageOf(workload: string, key: string, { encryption }: Volume): Partial<docker.VolumeArgs> {
    const { encryptedPath, plain = [] } = this.args.storage ?? {};
    const id = `${workload}-${key}`;
    if (encryption.at !== "volume" || encryptedPath === undefined || plain.includes(id)) return {};
    return {
      driver: "local",
      driverOpts: { type: "none", o: "bind", device: posix.join(encryptedPath, `${this.args.prefix}-${id}`) },
    };
  }

  /** Labels by which containers, networks and volumes of this stack are found on the engine. */
  labels(more: Record<string, string>): { label: string; value: string }[] {
    return Object.entries({ stack: this.args.prefix, ...more }).map(([key, value]) => ({
      label: `lakehouse.${key}`,
      value,
    }));
  }

  /** A CPU limit as Docker takes it, clipped to the host. */
  cpuLimit(workload: string, cpus: number): string {
    if (cpus > this.args.cpus) {
      this.notices.push(`${workload}: CPU limit ${cpus} clipped to the ${this.args.cpus} CPUs of this host`);
    }
    const limit = Math.min(cpus, this.args.cpus);
    // Docker says "1.0" of a whole number; anything else would look like a change.
    return Number.isInteger(limit) ? limit.toFixed(1) : String(limit);
  }

  run(name: string, args: WorkloadArgs, opts: pulumi.ComponentResourceOptions): pulumi.ComponentResource {
    if (!this.args.workloads.includes(name)) {
      throw new pulumi.RunError(
        `workload '${name}' is not in this stack's list (${this.args.workloads.join(", ")}); add it there.`,
      );
    }
    for (const { flow } of this.placesOf(name)) {
      if (flow.to === name && !(flow.port in args.ports)) {
        throw new pulumi.RunError(
          `flow ${flow.from} -> ${name}:${flow.port}: workload '${name}' has no port '${flow.port}'; ` +
            `its ports: ${Object.keys(args.ports).join(", ")}.`,
        );
      }
    }
    this.ports.set(name, args.ports);
    return new Workload(name, { ...args, platform: this }, opts);
  }

  runJob(name: string, args: JobArgs, opts: pulumi.ComponentResourceOptions): RunJob {
    return new Job(name, { ...args, platform: this }, opts);
  }
}
