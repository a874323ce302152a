import type Docker from "dockerode";
import { existsSync, readFileSync } from "node:fs";
import { catalogue } from "../../components/platform/images";
import { OperatorError } from "../pulumi/report";

/** What one container of a running stack has used of its limit; bytes. */
export interface ContainerMemory {
  /** Without the stack's name. */
  container: string;
  limit: number;
  /** Most since its start, what the kernel keeps of files among it. Undefined where the kernel does not tell. */
  peak?: number | undefined;
  /** What its processes hold themselves now: the kernel cannot take it back. */
  held: number;
  /** Local images only: it is no release of the service but a program of ours. */
  standIn: boolean;
}

/** Memory of a stack, as it was measured on one day. */
export interface MemoryUse {
  /** As YYYY-MM-DD. */
  date: string;
  containers: ContainerMemory[];
}

/** The part of the engine's answer that is read. Source: Docker Engine API, `ContainerStats`, both control group versions. */
export interface EngineMemory {
  limit: number;
  /** Version 1 of control groups only. */
  max_usage?: number;
  stats: { total_rss?: number; anon?: number };
}

const peakFiles = (id: string) => [
  `/sys/fs/cgroup/system.slice/docker-${id}.scope/memory.peak`,
  `/sys/fs/cgroup/docker/${id}/memory.peak`,
];

/** Version 2 of control groups keeps the peak in a file, which only the host has. */
const peakOnHost = (id: string): number | undefined => {
  const file = peakFiles(id).find((each) => existsSync(each));
  return file === undefined ? undefined : Number(readFileSync(file, "utf8"));
};

/** Names of local images that are programs of ours in a service's place, as the catalogue says of them. */
const standIns = Object.values(catalogue)
  .filter(({ local }) => local.differs.some((sentence) => sentence.includes("a program of ours")))
  .map(({ local }) => local.name);

/** What the engine says of one container, in the form of the table. */
export function containerMemory(
  { name, image, id }: { name: string; image: string; id: string },
  { limit, max_usage, stats }: EngineMemory,
): ContainerMemory {
  return {
    container: name,
    limit,
    peak: max_usage ?? peakOnHost(id),
    held: stats.total_rss ?? stats.anon ?? 0,
    standIn: standIns.some((local) => image.startsWith(`localhost/lakehouse/${local}:`)),
  };
}

/**
 * What every running container of the stack uses. Only reads.
 * @throws OperatorError when none runs
 */
export async function measureMemory(docker: Docker, stack: string): Promise<ContainerMemory[]> {
  const running = await docker.listContainers({ filters: { label: [`lakehouse.stack=${stack}`] } });
  if (running.length === 0)
    throw new OperatorError(
      `BENCH=memory: no container of ${stack} runs. It is measured on the stack as it is used: run 'make up' and 'make demo' first.`,
    );
  const measured = running.map(async ({ Id: id, Names: [path = ""] }) => {
    const container = docker.getContainer(id);
    const [stats, { Config: config }] = await Promise.all([
      container.stats({ stream: false }),
      container.inspect(),
    ]);
    const image = await docker.getImage(config.Image).inspect();
    const name = path.replace(`/${stack}-`, "");
    return containerMemory({ name, image: image.RepoTags[0] ?? config.Image, id }, stats.memory_stats);
  });
  return (await Promise.all(measured)).sort(
    (a, b) => b.limit - a.limit || a.container.localeCompare(b.container),
  );
}

export const MEMORY_HEADINGS = ["CONTAINER", "LIMIT", "PEAK", "HELD", "WHAT RAN"];

const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;

/** The table's rows: one a container, and their sum. */
export function memoryRows(containers: readonly ContainerMemory[]): string[][] {
  const sum = (of: (container: ContainerMemory) => number) =>
    mebibytes(containers.reduce((total, each) => total + of(each), 0));
  return [
    ...containers.map(({ container, limit, peak, held, standIn }) => [
      container,
      mebibytes(limit),
      peak === undefined ? "unknown" : `${mebibytes(peak)} (${Math.round((100 * peak) / limit)} %)`,
      mebibytes(held),
      standIn ? "stand-in" : "the service",
    ]),
    ["all", sum(({ limit }) => limit), "", sum(({ held }) => held), ""],
  ];
}
