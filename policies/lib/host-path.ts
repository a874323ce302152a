import { posix } from "node:path";

const system = "bin boot dev etc lib lib64 proc run sbin sys usr var".split(" ");
const homes = ["home", "root"];
/** Where an operator puts storage for containers. */
const storage = /^\/(srv|mnt|data|opt|var\/lib\/lakehouse)(\/.+)$/;

const parts = (path: string) =>
  posix
    .resolve("/", path)
    .split("/")
    .filter((part) => part !== "");

/** A path of the host that is meant for containers' data. */
export const isStorage = (path: string): boolean => storage.test(posix.resolve("/", path));

/** The root of the host's file system, or a path in what its system consists of. */
export function isSystemPath(path: string): boolean {
  const [first] = parts(path);
  return first === undefined || system.includes(first);
}

/** A directory of its own for data: not the system's, and not where a person's programs keep theirs. */
export const isDataDirectory = (path: string): boolean =>
  path.startsWith("/") &&
  posix.normalize(path) === path &&
  (isStorage(path) || (path.split("/").length > 2 && !isSystemPath(path) && !isPrivateHome(path)));

/** A path in somebody's home, or where homes are. */
export const isInHome = (path: string): boolean => homes.includes(parts(path)[0] ?? "");

/** A home itself, where homes are, or a hidden directory in one, which programs keep keys in. */
export function isPrivateHome(path: string): boolean {
  const [first = "", ...below] = parts(path);
  if (!homes.includes(first)) return false;
  const inside = first === "root" ? below : below.slice(1);
  return inside.length === 0 || inside.some((part) => part.startsWith("."));
}
