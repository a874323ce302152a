import type Docker from "dockerode";
import * as ipaddr from "ipaddr.js";
import { networkInterfaces } from "node:os";
import { operator, type Flow } from "../../../components/platform/flows";
import { runName } from "./attempt";
import { listensAt } from "./listeners";
import { behind, connectFrom, stackNetworks, type Connection, type Namespace } from "./namespaces";

/** The host as a client: the operator's place. */
export const host = "host";
/** A container on a network that is none of the stack's. */
export const outsider = "outsider";

/** One attempt to open a connection. */
export interface FlowAttempt {
  from: string;
  to: string;
  address: string;
  port: number;
  /** Name of the port in the accepting workload, if it has one; other ports are the process's own business. */
  portName: string | undefined;
  /** Whether the flow list opens it; for a workload's own addresses, whether the process listens there. */
  expected: boolean;
  open: boolean;
  /** `open`, `timeout`, `no link`, or the error's code. */
  detail: Connection;
}

export interface FlowProbeArgs {
  docker: Docker;
  /** The stack's name, as in the label `lakehouse.stack`. */
  stack: string;
  flows: readonly Flow[];
  /** Number of each named port, by workload. */
  ports: Record<string, Record<string, number>>;
}

type Target = Omit<FlowAttempt, "open" | "detail">;

/** Whether a network, by its label, is for flows from one workload to the other. */
const joins = (flow = "", from: string, to: string) => flow.startsWith(`${from} -> ${to}:`);

class Plan {
  constructor(
    private readonly args: FlowProbeArgs,
    private readonly namespaces: readonly Namespace[],
    private readonly gateways: readonly string[],
  ) {}

  private nameOf(workload: string, port: number): string | undefined {
    const named = Object.entries(this.args.ports[workload] ?? {});
    return named.find(([, number]) => number === port)?.[0];
  }

  private allowed(from: string, to: string, portName: string | undefined): boolean {
    return this.args.flows.some((flow) => flow.from === from && flow.to === to && flow.port === portName);
  }

  /** On a gateway's network: its process opens what flows let the workload open; the gateway, whatever listens. */
  private isHop(workload: string, from: string, to: Namespace, address: string, port: number): boolean {
    if (from === workload) return to.workload === behind(workload) && listensAt(to.listeners, address, port);
    const outbound = this.args.flows.filter((flow) => flow.from === workload);
    return (
      from === behind(workload) &&
      outbound.some((flow) => this.args.ports[flow.to]?.[flow.port] === port) &&
      to.workload === workload
    );
  }

  /** Every listening port of a workload, at every one of its addresses: also where the process does not listen. */
  private towards(to: Namespace, from: string): Target[] {
    const ports = [...new Set(to.listeners.map(({ port }) => port))].sort((a, b) => a - b);
    const client = from === host ? operator : from;
    return to.addresses.flatMap(({ ip, flow, gateway }) =>
      ports.map((port): Target => {
        const portName = this.nameOf(to.workload, port);
        // Any of the networks between the two will do: the name of the one leads the other to any of them.
        const expected =
          gateway === undefined
            ? this.allowed(client, to.workload, portName) && joins(flow, client, to.workload)
            : this.isHop(gateway, from, to, ip, port);
        return { from, to: to.workload, address: ip, port, portName, expected };
      }),
    );
  }

  /** The workload itself: shows that its ports are alive, and which of them are on loopback only. */
  private itself(namespace: Namespace): Target[] {
    const { workload, listeners } = namespace;
    // On its own network a gateway takes, and ends, what is not its process's: neither open nor closed to itself.
    const places = namespace.addresses.filter(({ gateway }) => gateway !== workload);
    const addresses = ["127.0.0.1", ...places.map(({ ip }) => ip)];
    const ports = [...new Set(listeners.map(({ port }) => port))].sort((a, b) => a - b);
    return addresses.flatMap((address) =>
      ports.map((port): Target => {
        const expected = listensAt(listeners, address, port);
        return {
          from: workload,
          to: workload,
          address,
          port,
          portName: this.nameOf(workload, port),
          expected,
        };
      }),
    );
  }

  /** The host's addresses on the stack's networks: a published port must not be a way round a missing flow. */
  private towardsHost(from: string, more: readonly string[]): Target[] {
    const ports = [...new Set(this.namespaces.flatMap(({ published }) => published.map(({ port }) => port)))];
    return [...this.gateways, ...more].flatMap((address) =>
      ports.map((port): Target => ({ from, to: host, address, port, portName: undefined, expected: false })),
    );
  }

  fromWorkload(namespace: Namespace): Target[] {
    const others = this.namespaces.filter((other) => other !== namespace);
    return [
      ...this.itself(namespace),
      ...others.flatMap((other) => this.towards(other, namespace.workload)),
      ...this.towardsHost(namespace.workload, []),
    ];
  }

  fromHost(): Target[] {
    const published = this.namespaces.flatMap(({ workload, published }) =>
      published.map(({ address, port, internal }): Target => {
        const portName = this.nameOf(workload, internal);
        const expected = this.allowed(operator, workload, portName);
        return { from: host, to: workload, address, port, portName, expected };
      }),
    );
    return [...published, ...this.namespaces.flatMap((namespace) => this.towards(namespace, host))];
  }

  fromOutsider(gateway: string): Target[] {
    return [
      ...this.namespaces.flatMap((namespace) => this.towards(namespace, outsider)),
      ...this.towardsHost(outsider, [gateway]),
    ];
  }
}

/**
 * Whether this machine has an address's network on one of its own links. Packets for any other address leave the
 * machine, and whoever answers them out there (some site gateways answer for every address) is not the workload.
 */
function isLinked(address: string): boolean {
  const links = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return links.some(
    ({ family, cidr }) =>
      family === "IPv4" && cidr !== null && ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr)),
  );
}

/** @param reaches whether packets for an address can get there at all @default always */
async function attempt(
  pid: number | undefined,
  targets: readonly Target[],
  reaches: (address: string) => boolean = () => true,
): Promise<FlowAttempt[]> {
  const near = targets.filter(({ address }) => reaches(address));
  const results = await connectFrom(pid, near);
  return targets.map((target) => {
    const detail = results[near.indexOf(target)] ?? "no link";
    return { ...target, open: detail === "open", detail };
  });
}

/** Runs a function with a container that is on a network of its own, and removes both. */
async function withOutsider<Result>(
  docker: Docker,
  stack: string,
  body: (pid: number, gateway: string) => Promise<Result>,
): Promise<Result> {
  const [sample] = await docker.listContainers({ filters: { label: [`lakehouse.stack=${stack}`] } });
  if (!sample) throw new Error(`No container of the stack '${stack}' runs: there is nothing to try.`);
  const name = runName();
  const network = await docker.createNetwork({ Name: name, Driver: "bridge", CheckDuplicate: true });
  try {
    const container = await docker.createContainer({
      name,
      Image: sample.ImageID,
      Entrypoint: ["sleep"],
      Cmd: ["infinity"],
      HostConfig: { NetworkMode: name, ReadonlyRootfs: true, CapDrop: ["ALL"] },
    });
    try {
      await container.start();
      const { State, NetworkSettings } = await container.inspect();
      return await body(State.Pid, NetworkSettings.Networks[name]!.Gateway);
    } finally {
      await container.remove({ force: true, v: true });
    }
  } finally {
    await network.remove();
  }
}

/**
 * Tries every listening port of every workload from every other, from the host, and from a container outside the
 * stack's networks. Needs root, `nsenter`, and an engine on this machine.
 */
export async function probeFlows(args: FlowProbeArgs): Promise<FlowAttempt[]> {
  const { namespaces, gateways } = await stackNetworks(args.docker, args.stack);
  const plan = new Plan(args, namespaces, gateways);
  const inside = await Promise.all(namespaces.map((each) => attempt(each.pid, plan.fromWorkload(each))));
  const fromHost = await attempt(undefined, plan.fromHost(), isLinked);
  const fromOutside = await withOutsider(args.docker, args.stack, (pid, gateway) =>
    // The host routes for it, over its own links.
    attempt(pid, plan.fromOutsider(gateway), isLinked),
  );
  return [...inside.flat(), ...fromHost, ...fromOutside];
}

/** Attempts as a Markdown table; one that is not as expected is marked. */
export function flowsTable(attempts: readonly FlowAttempt[]): string {
  const word = (open: boolean) => (open ? "open" : "closed");
  const lines = attempts.map((each) => {
    const { from, to, address, port, portName = "", expected, open, detail } = each;
    const mark = expected === open ? "" : "**DIFFERENT**";
    return `| ${[from, to, `${address}:${port}`, portName, word(expected), word(open), open ? "" : detail, mark].join(" | ")} |`;
  });
  return [
    "| from | to | address | port | expected | seen | detail | |",
    "|---|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}
