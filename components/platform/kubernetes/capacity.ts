import { table } from "../table";
import type { ClusterNode } from "./cluster";
import { refuse } from "./cluster";

/** What a workload's pods ask of the cluster. */
export interface Demand {
  workload: string;
  pods: number;
  /** Cores that each has its node set aside. */
  cpus: number;
  /** Bytes of memory that each has its node set aside. */
  memory: number;
  /** Bytes of all drives of each. */
  storage: number;
}

/** What nodes have for pods: cores, and bytes of memory. */
interface Room {
  cpus: number;
  memory: number;
}

const gib = 2 ** 30;
const inGib = (bytes: number): string => (bytes === 0 ? "-" : `${Number((bytes / gib).toFixed(1))} GiB`);
const inCores = (cpus: number): string => String(Number(cpus.toFixed(2)));

/** Pods in each zone, the first ones having those that are over. */
const perZone = (pods: number, zones: number): number[] =>
  Array.from({ length: zones }, (_, index) => Math.ceil((pods - index) / zones));

const sum = (demands: readonly Demand[], part: "cpus" | "memory" | "storage"): number =>
  demands.reduce((whole, demand) => whole + demand[part] * demand.pods, 0);

/**
 * What the stack asks of its cluster, by workload.
 * @param room what ready nodes have @default unknown: it is left out
 */
export const capacityTable = (demands: readonly Demand[], zones: number, room?: Room): string =>
  table(
    ["WORKLOAD", "PODS", "BY ZONE", "CPUS", "MEMORY", "STORAGE"],
    [
      ...demands.map((each) => [
        each.workload,
        String(each.pods),
        perZone(each.pods, zones).join("/"),
        inCores(each.cpus * each.pods),
        inGib(each.memory * each.pods),
        inGib(each.storage * each.pods),
      ]),
      [
        ...["together", String(demands.reduce((whole, { pods }) => whole + pods, 0)), ""],
        ...[inCores(sum(demands, "cpus")), inGib(sum(demands, "memory")), inGib(sum(demands, "storage"))],
      ],
      ...(room ? [["ready nodes", "", "", inCores(room.cpus), inGib(room.memory), ""]] : []),
    ],
  );

/** What pods may have of the nodes that take new ones, by zone. */
async function roomByZone(nodes: readonly ClusterNode[]): Promise<Map<string, Room>> {
  // With the client, which is loaded when it is needed.
  const { quantityToScalar } = await import("@kubernetes/client-node/dist/util.js");
  const rooms = new Map<string, Room>();
  for (const { zone = "", allocatable } of nodes.filter(({ schedulable }) => schedulable)) {
    const room = rooms.get(zone) ?? { cpus: 0, memory: 0 };
    room.cpus += Number(quantityToScalar(allocatable.cpu));
    room.memory += Number(quantityToScalar(allocatable.memory));
    rooms.set(zone, room);
  }
  return rooms;
}

/**
 * Looks whether nodes have room for what the stack asks, as if nothing else ran on them.
 * @returns the table of both
 * @throws pulumi.RunError when they have not, all together or in one zone, with the table and the remedy
 */
export async function checkCapacity(
  demands: readonly Demand[],
  zones: number,
  nodes: readonly ClusterNode[],
): Promise<string> {
  const rooms = await roomByZone(nodes);
  const all = [...rooms.values()].reduce(
    (whole, { cpus, memory }) => ({ cpus: whole.cpus + cpus, memory: whole.memory + memory }),
    { cpus: 0, memory: 0 },
  );
  const shown = capacityTable(demands, zones, all);
  const lacking = (["cpus", "memory"] as const).filter((part) => sum(demands, part) > all[part]);
  if (lacking.length > 0)
    refuse(
      `The cluster's ready nodes have too little ${lacking.map((part) => (part === "cpus" ? "CPU" : "memory")).join(" and ")}:\n${shown}`,
      "add nodes, or make workloads smaller.",
    );
  // Pods with drives are spread over zones by force: each zone must hold its share.
  const share = demands
    .filter(({ storage }) => storage > 0)
    .map((each) => ({ ...each, pods: Math.floor(each.pods / zones) }));
  for (const [zone, room] of [...rooms].sort(([a], [b]) => a.localeCompare(b)))
    if (rooms.size === zones && (sum(share, "cpus") > room.cpus || sum(share, "memory") > room.memory))
      refuse(
        `Zone ${zone} has ${inCores(room.cpus)} CPUs and ${inGib(room.memory)} on ready nodes, and its share of what has ` +
          `drives is ${inCores(sum(share, "cpus"))} and ${inGib(sum(share, "memory"))}:\n${shown}`,
        "add nodes in that zone, or make workloads smaller.",
      );
  return shown;
}
