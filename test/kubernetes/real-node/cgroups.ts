/** Control groups of a run's own, in every hierarchy that this machine has. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";

/** Where hierarchies are mounted: one for each controller, or one of the second version. */
const hierarchies = (): string[] =>
  readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, , type]) => type === "cgroup" || type === "cgroup2")
    .map(([, place]) => place!);

/** Makes a group below one that may not be there yet. @param path such as `/own/one` */
export function makeCgroup(path: string): void {
  for (const hierarchy of hierarchies()) mkdirSync(join(hierarchy, path), { recursive: true });
}

/** Takes a group away with all below it; its processes must have ended. */
export function removeCgroup(path: string): void {
  for (const hierarchy of hierarchies()) removeTree(join(hierarchy, path));
}

/** Groups without a parent whose name begins so. */
export const cgroupsNamed = (prefix: string): string[] => [
  ...new Set(
    hierarchies()
      .flatMap((hierarchy) => readdirSync(hierarchy))
      .filter((name) => name.startsWith(prefix)),
  ),
];

/** The group of that name, wherever below another it is, in the hierarchy that has one of the files; that file's content. */
function read(path: string, name: string, ...files: string[]): string {
  const [found] = hierarchies()
    .flatMap((hierarchy) => find(join(hierarchy, path), name))
    .flatMap((group) => files.map((file) => join(group, file)))
    .filter(existsSync);
  if (!found) throw new Error(`no control group ${name} below ${path} has a file ${files.join(" or ")}`);
  return readFileSync(found, "utf8").trim();
}

/** Processes of a group, as this machine counts them. */
export const processesIn = (path: string, name: string): number[] =>
  read(path, name, "cgroup.procs").split("\n").filter(Boolean).map(Number);

/** Bytes that a group may use. */
export const memoryLimitOf = (path: string, name: string): number =>
  Number(read(path, name, "memory.limit_in_bytes", "memory.max"));

const children = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map((each) => join(directory, each.name));

const find = (directory: string, name: string): string[] =>
  existsSync(directory)
    ? children(directory).flatMap((each) => (each.endsWith(`/${name}`) ? [each] : find(each, name)))
    : [];

function removeTree(directory: string): void {
  if (!existsSync(directory)) return;
  for (const each of children(directory)) removeTree(each);
  rmdirSync(directory);
}
