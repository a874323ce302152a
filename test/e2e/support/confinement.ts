/** What the kernel says of a process: what it may do, and where it listens. */
import { readFileSync } from "node:fs";
import { parseListeners } from "./listeners";

export interface Confinement {
  name: string;
  user: number;
  group: number;
  groups: number[];
  /** Sets of capabilities, hexadecimal. */
  capabilities: string[];
  noNewPrivileges: boolean;
  /** Whether its system calls go through a filter. */
  isFiltered: boolean;
  rootIsReadOnly: boolean;
}

/** Source: proc(5). */
export function confinementOf(pid: number): Confinement {
  const status = Object.fromEntries(
    readFileSync(`/proc/${pid}/status`, "utf8")
      .split("\n")
      .map((line) => line.split(":\t") as [string, string]),
  );
  const numbers = (key: string) => status[key]!.trim().split(/\s+/).map(Number);
  const root = readFileSync(`/proc/${pid}/mountinfo`, "utf8")
    .split("\n")
    .map((line) => line.split(" "))
    .find((fields) => fields[4] === "/")!;
  return {
    name: status["Name"]!,
    user: numbers("Uid")[0]!,
    group: numbers("Gid")[0]!,
    groups: numbers("Groups"),
    capabilities: ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"].map((key) => status[key]!),
    noNewPrivileges: status["NoNewPrivs"] === "1",
    isFiltered: status["Seccomp"] === "2",
    rootIsReadOnly: root[5]!.split(",").includes("ro"),
  };
}

/** Ports that are open at other addresses than loopback in a process's network namespace, in order. */
export const openPorts = (pid: number): number[] => [
  ...new Set(
    ["tcp", "tcp6"]
      .flatMap((file) => parseListeners(readFileSync(`/proc/${pid}/net/${file}`, "utf8")))
      .filter(({ address }) => !address.startsWith("127.") && address !== "::1")
      .map(({ port }) => port)
      .sort((a, b) => a - b),
  ),
];
