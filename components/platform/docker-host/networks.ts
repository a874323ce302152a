import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { operator, outside, type Flow } from "../flows";
import { checkFlows } from "../check-flows";
import { subnet, type Subnet } from "../subnets";
import type { Port } from "../workload";
import type { DockerHost } from "./docker-host";

/** What a network joins beside workloads: nothing, the host's published ports, or the world. */
type Reach = "inside" | "published" | "outside";

/** The network between a process that listens everywhere and its gateway. */
export interface GatewayLink {
  network: docker.Network;
  gateway: string;
  process: string;
}

/** A connection that a process opens through its gateway. */
export interface Outbound {
  /** Workload it leads to. */
  to: string;
  port: number;
  /** Address of that workload on the flow's network. */
  address: string;
}

/** A workload's place on one flow's network. */
export interface Attachment {
  flow: Flow;
  network: docker.Network | undefined;
  subnet: Subnet;
  address: string;
}

/** The networks of a host's flows and gateways, and who stands where on them. */
export class Networks {
  private readonly attachments: Attachment[];

  /** @throws pulumi.RunError when the flows contradict each other */
  constructor(private readonly platform: DockerHost) {
    const { flows, gateways } = platform.args;
    checkFlows(flows, gateways);
    this.attachments = flows.filter((flow) => this.takesEffect(flow)).flatMap((flow) => this.connect(flow));
    this.checkPublished();
  }

  /** Host ports and flows from the operator must be the same: one without the other does nothing. */
  private checkPublished(): void {
    const given = Object.keys(this.platform.args.publish.ports);
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
    const runs = (end: string) => this.platform.args.workloads.includes(end);
    return (flow.from === operator || runs(flow.from)) && (flow.to === outside || runs(flow.to));
  }

  private connect(flow: Flow): Attachment[] {
    const addresses = subnet(this.platform.args.pool, flow.number);
    const fromOutside = flow.from === operator;
    const network =
      this.platform.lifecycle === "stopped"
        ? undefined
        : this.network(`${flow.from}-${flow.to}-${flow.port}`, addresses, {
            reach: fromOutside ? "published" : flow.to === outside ? "outside" : "inside",
            labels: { flow: `${flow.from} -> ${flow.to}:${flow.port}` },
          });
    const server: Attachment = { flow, network, subnet: addresses, address: addresses.server };
    const client: Attachment = { ...server, address: addresses.client };
    if (fromOutside) return [server];
    return flow.to === outside ? [client] : [server, client];
  }

  private network(
    id: string,
    addresses: Subnet,
    { reach, labels }: { reach: Reach; labels: Record<string, string> },
  ): docker.Network {
    return new docker.Network(
      `${this.platform.name}-${id}`,
      {
        name: `${this.platform.args.prefix}-${id}`,
        driver: "bridge",
        // A published port needs a network with a way out; without masquerading nothing gets an answer there.
        internal: reach === "inside",
        options: {
          "com.docker.network.bridge.enable_ip_masquerade": String(reach === "outside"),
          // Without an address of the host neither reaches the other: an internal network alone hides neither.
          ...(reach === "inside" ? { "com.docker.network.bridge.inhibit_ipv4": "true" } : {}),
        },
        ipamConfigs: [{ subnet: addresses.cidr, gateway: addresses.gateway }],
        labels: this.platform.labels(labels),
      },
      // A network's name and subnet are taken until it is gone.
      { parent: this.platform, provider: this.platform.provider, deleteBeforeReplace: true },
    );
  }

  /**
   * The network of a process that listens everywhere.
   * @throws pulumi.RunError when the workload has no number for it
   */
  gatewayLink(workload: string): GatewayLink {
    const gateway = this.platform.args.gateways?.find((each) => each.workload === workload);
    if (!gateway) {
      throw new pulumi.RunError(
        `workload '${workload}' listens everywhere and needs a gateway; give it a number in flows.ts.`,
      );
    }
    const addresses = subnet(this.platform.args.pool, gateway.number);
    return {
      network: this.network(`${workload}-gateway`, addresses, {
        reach: "inside",
        labels: { gateway: workload },
      }),
      gateway: addresses.client,
      process: addresses.server,
    };
  }

  /**
   * Connections that the flows let a workload open.
   * @throws pulumi.RunError where one address could not tell two of them apart, or one leads to what does not run yet
   */
  outbound(workload: string, portsOf: (workload: string) => Record<string, Port> | undefined): Outbound[] {
    const list = this.placesOf(workload)
      .filter(({ flow }) => flow.from === workload)
      .map(({ flow, subnet: { server } }) => {
        const port = portsOf(flow.to)?.[flow.port];
        if (!port)
          throw new pulumi.RunError(`run '${flow.to}' before '${workload}', whose gateway leads to it.`);
        return { to: flow.to, port: port.number, address: server };
      });
    const twice = list.find(({ port }, index) => list.findIndex((each) => each.port === port) < index);
    if (twice)
      throw new pulumi.RunError(
        `the gateway of '${workload}' would lead to two workloads at port ${twice.port}, one of them '${twice.to}'.`,
      );
    return list;
  }

  /** Every network place of a workload, as client and as server. */
  placesOf(workload: string): Attachment[] {
    return this.attachments.filter(({ flow, address, subnet: { server } }) =>
      address === server ? flow.to === workload : flow.from === workload,
    );
  }

  /** Whether a flow leads from a workload to the world. */
  leadsOut(workload: string): boolean {
    return this.placesOf(workload).some(({ flow }) => flow.to === outside);
  }

  /** Flows that lead to one port of a workload. */
  flowsTo(workload: string, port: string): Attachment[] {
    return this.placesOf(workload).filter(({ flow }) => flow.to === workload && flow.port === port);
  }
}
