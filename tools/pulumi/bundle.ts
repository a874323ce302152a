import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";

/**
 * Bundles a TypeScript program into one JavaScript file beside a shell script of the wanted name that runs it with
 * the `node` on PATH, so that it starts fast and needs nothing of this tree.
 *
 * @param extras further files of the directory, name to content
 */
export async function bundleProgram(
  entry: string,
  directory: string,
  name: string,
  extras: Record<string, string> = {},
): Promise<void> {
  if (existsSync(directory)) return;
  mkdirSync(dirname(directory), { recursive: true });
  const work = mkdtempSync(join(dirname(directory), `.${basename(directory)}.`));
  try {
    await build({
      entryPoints: [entry],
      outfile: join(work, `${name}.js`),
      bundle: true,
      platform: "node",
      target: "node20",
      // Optional natives (ssh2) and the compilers @pulumi/pulumi loads only for closures: absent is fine.
      external: ["*.node", "cpu-features", "typescript", "ts-node"],
      logLevel: "silent",
    });
    writeFileSync(join(work, name), `#!/bin/sh\nexec node "$(dirname "$0")/${name}.js" "$@"\n`);
    for (const [file, content] of Object.entries(extras)) writeFileSync(join(work, file), content);
    chmodSync(join(work, name), 0o755);
    moveInto(work, directory);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Puts a finished directory in its place; another process may have been faster with the same content. */
export function moveInto(work: string, directory: string): void {
  try {
    renameSync(work, directory);
    chmodSync(directory, 0o755);
  } catch (error) {
    if (!existsSync(directory)) throw error;
  }
}
