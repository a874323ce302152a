import { table } from "../table";
import type { Footprint } from "../footprint";
import { mebibytes, quantity } from "../quantity";

/** Memory limits of what the platform adds to a workload. */
export const platformMemory = { sandbox: "16Mi", terminator: "96Mi", volumeOwner: "16Mi" } as const;

const sum = (memories: readonly string[]) => memories.reduce((bytes, each) => bytes + quantity(each), 0);

/** Memory limits of one workload, in bytes. */
interface Demand {
  workload: string;
  process: number;
  /** Gateway, or terminator and sandbox. */
  transport: number;
  /** Containers that run to their end beside the process, and what those before it need more than it. */
  jobs: number;
}

const transportOf = ({ terminated, gateway }: Footprint): readonly string[] => {
  if (gateway) return [platformMemory.terminator];
  return terminated ? [platformMemory.terminator, platformMemory.sandbox] : [];
};

function demandOf(footprint: Footprint): Demand {
  const process = quantity(footprint.memory);
  const before = Math.max(process, ...(footprint.before ?? []).map(quantity));
  const beside = sum([
    ...(footprint.jobs ?? []),
    ...(Object.keys(footprint.volumes ?? {}).length > 0 ? [platformMemory.volumeOwner] : []),
  ]);
  return {
    workload: footprint.workload,
    process,
    transport: sum(transportOf(footprint)),
    jobs: beside + before - process,
  };
}

const total = ({ process, transport, jobs }: Demand) => process + transport + jobs;

export interface Budget {
  /** Sum of all memory limits, in bytes. */
  needed: number;
  /** What the workloads may have together, in bytes. */
  available: number;
  /** Both, by workload. */
  table: string;
}

const shown = (bytes: number) => (bytes === 0 ? "-" : `${mebibytes(`${Math.round(bytes / 2 ** 10)}Ki`)} MiB`);

/**
 * Adds up the memory limits of a host's workloads.
 * @param budget.memory what the topology gives the host, for example `8Gi`
 * @param budget.reserved what the operating system and the engine need of it
 * @param budget.host memory the host has, in bytes; what counts is the lesser of the two
 */
export function memoryBudget(
  footprints: readonly Footprint[],
  budget: { memory: string; reserved: string; host: number },
): Budget {
  const demands = footprints.map(demandOf);
  const needed = demands.reduce((bytes, each) => bytes + total(each), 0);
  const available = Math.min(quantity(budget.memory), budget.host) - quantity(budget.reserved);
  const rows = demands.map((each) => [
    each.workload,
    shown(each.process),
    shown(each.transport),
    shown(each.jobs),
    shown(total(each)),
  ]);
  return {
    needed,
    available,
    table: table(
      ["WORKLOAD", "PROCESS", "TLS", "JOBS", "LIMITS"],
      [...rows, ["together", "", "", "", shown(needed)], ["to be had", "", "", "", shown(available)]],
    ),
  };
}
