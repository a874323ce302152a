import { cacheDirectory, stateDirectory } from "./paths";

/** What the operating system refuses, and what the operator can do about it. */
const refusals: Record<string, { what: string; remedy: string }> = {
  EACCES: {
    what: "this user may not use it",
    remedy: "make it yours ('sudo chown -R $USER' on it)",
  },
  EPERM: { what: "this user may not change it", remedy: "make it yours ('sudo chown -R $USER' on it)" },
  EROFS: { what: "it lies on a file system that is mounted read-only", remedy: "mount it for writing" },
  ENOSPC: { what: "its disk is full", remedy: "free space ('df -h' shows where there is none)" },
  EDQUOT: {
    what: "this user's quota of its disk is used up",
    remedy: "free space, or have the quota raised",
  },
  ENOTDIR: { what: "a part of its path is a file", remedy: "move that file away" },
  EISDIR: { what: "it is a directory, and a file belongs there", remedy: "move it away" },
  EEXIST: { what: "something else is in its place", remedy: "move that away" },
};

const unknownPlace = () => `${stateDirectory()} or ${cacheDirectory()}`;

/** Message for an error of the operating system about a file; undefined for any other error. */
export function systemProblem(error: unknown): string | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  const refusal = code === undefined ? undefined : refusals[code];
  // An error while writing does not say where.
  const where = path ?? (code === "ENOSPC" || code === "EDQUOT" ? unknownPlace() : undefined);
  if (!refusal || where === undefined) return undefined;
  return (
    `${where} cannot be used: ${refusal.what} (${code}).\n` +
    `  Remedy: ${refusal.remedy}, or name another place: LAKEHOUSE_HOME for state, XDG_CACHE_HOME for what can be made again. ` +
    "Then run the command again."
  );
}
