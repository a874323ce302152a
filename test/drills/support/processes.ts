import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** A process by what /proc says of it. */
export interface Process {
  pid: number;
  program: string;
  args: string[];
}

function parentOf(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

function describe(pid: number): Process | undefined {
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return { pid, program: basename(readlinkSync(`/proc/${pid}/exe`)), args };
  } catch {
    return undefined;
  }
}

/** Every process that a process has started, directly or through others. */
export function descendants(ancestor: number): Process[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const parents = new Map(pids.map((name) => [Number(name), parentOf(Number(name))]));
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === ancestor || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow).flatMap((pid) => describe(pid) ?? []);
}
