import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { posix } from "node:path";
import { checkFlows, operator, type Flow } from "../flows";
import { imageReference, type ImageKey, type ImageMode } from "../images";
import type { Endpoint, Lifecycle, Platform } from "../platform";
import { subnet, type Subnet } from "../subnets";
import type { JobArgs, Volume, WorkloadArgs } from "../workload";
import { Job } from "./job";
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
  /** Every workload the stack runs; a flow takes effect when both its ends are here. */
  workloads: readonly string[];
  /** Where volumes lie whose process does not encrypt. @default Docker's data root, for all of them */
  storage?: Storage;
  publish: {
    /** Host address. */
    address: string;
    /** Host port by `<workload>.<port>`, for flows from the operator. */
    ports: Record<string, number>;
  };
}

/** Where volumes lie whose process does not encrypt. */
export interface Storage {
  /** Directory of an encrypted file system, with one directory for each volume. @default Docker's data root */
  encryptedPath?: string;
  /** Volumes, as `<workload>-<volume>`, that stay in Docker's data root whatever that lies on. */
  plain: readonly string[];
}

/** A workload's place on one flow's network. */
export interface Attachment {
  flow: Flow;
  network: docker.Network | undefined;
  subnet: Subnet;
  address: string;
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
  private readonly attachments: Attachment[];
  private readonly images = new Map<ImageKey, docker.RemoteImage>();

  constructor(
    readonly name: string,
    readonly args: DockerHostArgs,
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super("lakehouse:platform:DockerHost", name, {}, opts);
    checkFlows(args.flows);
    this.lifecycle = args.lifecycle;
    this.provider = new docker.Provider(`${name}-engine`, args.host ? { host: args.host } : {}, {
      parent: this,
    });
    this.attachments = args.flows
      .filter((flow) => this.takesEffect(flow))
      .flatMap((flow) => this.connect(flow));
    this.checkPublished();
    this.registerOutputs();
  }

  /** Host ports and flows from the operator must be the same: one without the other does nothing. */
  private checkPublished(): void {
    const given = Object.keys(this.args.publish.ports);
    const wanted = this.attachments
      .filter(({ flow }) => flow.from === operator)
      .map(({ flow }) => `${flow.to}.${flow.port}`);
    const idle = given.find((port) => !wanted.includes(port));
    if (idle !== undefined) {
      throw new pulumi.RunError(
        `port ${idle} is published, but no flow from the operator leads there; add the flow, or do not publish it.`,
      );
    }
    const closed = wanted.find((port) => !given.includes(port));
    if (closed !== undefined) {
      throw new pulumi.RunError(
        `a flow from the operator leads to ${closed}, which is not published; give it a host port, or remove the flow.`,
      );
    }
  }

  private takesEffect(flow: Flow): boolean {
    const known = (end: string) => end === operator || this.args.workloads.includes(end);
    return known(flow.from) && known(flow.to);
  }

  private connect(flow: Flow): Attachment[] {
    const addresses = subnet(this.args.pool, flow.number);
    const fromOutside = flow.from === operator;
    const id = `${flow.from}-${flow.to}-${flow.port}`;
    const network =
      this.lifecycle === "stopped"
        ? undefined
        : new docker.Network(
            `${this.name}-${id}`,
            {
              name: `${this.args.prefix}-${id}`,
              driver: "bridge",
              // A published port needs a network with a way out; without masquerading nothing gets an answer there.
              internal: !fromOutside,
              options: {
                "com.docker.network.bridge.enable_ip_masquerade": "false",
                // Without an address of the host neither reaches the other: an internal network alone hides neither.
                ...(fromOutside ? {} : { "com.docker.network.bridge.inhibit_ipv4": "true" }),
              },
              ipamConfigs: [{ subnet: addresses.cidr, gateway: addresses.gateway }],
              labels: this.labels({ flow: `${flow.from} -> ${flow.to}:${flow.port}` }),
            },
            // A network's name and subnet are taken until it is gone.
            { parent: this, provider: this.provider, deleteBeforeReplace: true },
          );
    const server: Attachment = { flow, network, subnet: addresses, address: addresses.server };
    return fromOutside ? [server] : [server, { ...server, address: addresses.client }];
  }

  /** Every network place of a workload, as client and as server. */
  placesOf(workload: string): Attachment[] {
    return this.attachments.filter(({ flow, address, subnet: { server } }) =>
      address === server ? flow.to === workload : flow.from === workload,
    );
  }

  /** Flows that lead to one port of a workload. */
  flowsTo(workload: string, port: string): Attachment[] {
    return this.placesOf(workload).filter(({ flow }) => flow.to === workload && flow.port === port);
  }

  /**
   * Every address at which a client of the port reaches the workload, not only its own flow's: to a client with
   * several flows here, the workload's name (or, from outside, the engine's forwarding) leads to any of them.
   */
  listenAddresses(workload: string, port: string): string[] {
    return this.servedPlaces(workload, port).map(({ address }) => address);
  }

  clientNetworks(workload: string, port: string): string[] {
    return this.servedPlaces(workload, port).map(({ subnet: { cidr } }) => cidr);
  }

  private servedPlaces(workload: string, port: string): Attachment[] {
    const clients = new Set(this.flowsTo(workload, port).map(({ flow }) => flow.from));
    return this.placesOf(workload).filter(({ flow }) => flow.to === workload && clients.has(flow.from));
  }

  hostnames(workload: string): string[] {
    return this.publishedPorts(workload).length > 0 ? [workload, "localhost"] : [workload];
  }

  ipAddresses(workload: string): string[] {
    return this.publishedPorts(workload).length > 0 ? [this.args.publish.address] : [];
  }

  endpoint(workload: string, port: string): Endpoint | undefined {
    const published = this.args.publish.ports[`${workload}.${port}`];
    if (published === undefined || !this.fromOutside(workload, port)) return undefined;
    const { address } = this.args.publish;
    return { host: address === "127.0.0.1" ? "localhost" : address, port: published };
  }

  /** Host ports of a workload, by port name. */
  publishedPorts(workload: string): { port: string; external: number }[] {
    return Object.entries(this.args.publish.ports)
      .filter(([key]) => key.startsWith(`${workload}.`))
      .map(([key, external]) => ({ port: key.slice(workload.length + 1), external }))
      .filter(({ port }) => this.fromOutside(workload, port));
  }

  private fromOutside(workload: string, port: string): boolean {
    return this.flowsTo(workload, port).some(({ flow }) => flow.from === operator);
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
    return new Workload(name, { ...args, platform: this }, opts);
  }

  runJob(name: string, args: JobArgs, opts: pulumi.ComponentResourceOptions): pulumi.ComponentResource {
    return new Job(name, { ...args, platform: this }, opts);
  }
}
