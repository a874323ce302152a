/** Makes root file systems of Debian with `mmdebstrap`, which takes packages by their signed index. */
import * as path from "node:path";

import { run } from "../command";

/** A root file system to make. */
export interface RootFileSystem {
  /** Debian release: 13, or 12 for its Python 3.11. @default "trixie" */
  readonly suite?: "trixie" | "bookworm";
  /** Packages besides the essential ones. */
  readonly packages: readonly string[];
  /** Scripts given the root: after the essential packages, before the others. */
  readonly before?: readonly string[];
  /** Scripts given the root when all packages are in place. */
  readonly after?: readonly string[];
  /** Environment of the scripts. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Makes a root file system and writes it as a tar archive. */
export async function makeRootFileSystem(wanted: RootFileSystem, archive: string): Promise<void> {
  await mmdebstrap({ ...wanted, after: [...(wanted.after ?? []), path.join(__dirname, "trim.sh")] }, archive);
}

/** Makes a root file system only for what its scripts do in it, such as compiling. */
export async function withRootFileSystem(wanted: RootFileSystem): Promise<void> {
  await mmdebstrap(wanted, undefined);
}

async function mmdebstrap(wanted: RootFileSystem, archive: string | undefined): Promise<void> {
  await run(
    "mmdebstrap",
    [
      "--variant=essential",
      `--format=${archive === undefined ? "null" : "tar"}`,
      ...(wanted.packages.length > 0 ? [`--include=${wanted.packages.join(",")}`] : []),
      '--aptopt=APT::Install-Recommends "false"',
      "--dpkgopt=force-confold",
      // Directories that packages and scripts made for sockets stay.
      "--skip=cleanup/run",
      ...(wanted.before ?? []).map((script) => `--essential-hook=${script}`),
      ...(wanted.after ?? []).map((script) => `--customize-hook=${script}`),
      wanted.suite ?? "trixie",
      archive ?? "/dev/null",
    ],
    { env: { ...wanted.env, DEBIAN_FRONTEND: "noninteractive" } },
  );
}
