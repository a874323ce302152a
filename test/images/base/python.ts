/** Makes root file systems with Python 3.11 and packages from a lock file in a virtual environment, `/opt/venv`. */
import * as path from "node:path";

import { makeRootFileSystem } from "./rootfs";

/** A root file system with Python packages. */
export interface PythonRootFileSystem {
  /** Lock file with a hash for every package, as `uv pip compile --generate-hashes` writes it. */
  readonly requirements: string;
  /** Debian packages besides Python. @default none */
  readonly packages?: readonly string[];
  /** Scripts given the root when all packages are in place. @default none */
  readonly after?: readonly string[];
}

/** Makes the root file system and writes it as a tar archive. What the lock file does not name is not installed. */
export async function makePythonRootFileSystem(
  { requirements, packages = [], after = [] }: PythonRootFileSystem,
  archive: string,
): Promise<void> {
  await makeRootFileSystem(
    {
      suite: "bookworm",
      packages: ["ca-certificates", "python3", "python3-venv", ...packages],
      after: [path.join(__dirname, "python-packages.sh"), ...after],
      env: { REQUIREMENTS: requirements },
    },
    archive,
  );
}
