import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative, resolve } from "node:path";

/** The root of this project. */
export const ROOT = resolve(__dirname, "..", "..");

/** Where what can be made again lies: engines, bundles, plugins. Deleting it costs only time. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "lakehouse");
}

/** Where what cannot be made again lies: state, passphrase, salts. `LAKEHOUSE_HOME` moves it. */
export function stateDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return env.LAKEHOUSE_HOME
    ? resolve(env.LAKEHOUSE_HOME)
    : join(env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "lakehouse");
}

/** A short content hash: enough to tell versions of a cache entry apart. */
export function contentHash(...parts: Array<string | Buffer>): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(createHash("sha256").update(part).digest());
  return hash.digest("hex").slice(0, 16);
}

/** Every file under a directory that a test accepts, as [relative path, content], in a stable order. */
export function filesUnder(directory: string, accept: (path: string) => boolean): Array<[string, Buffer]> {
  const walk = (at: string): string[] =>
    readdirSync(at)
      .filter((name) => name !== "node_modules")
      .sort()
      .flatMap((name) => (statSync(join(at, name)).isDirectory() ? walk(join(at, name)) : [join(at, name)]));
  return walk(directory)
    .filter(accept)
    .map((path) => [relative(directory, path), readFileSync(path)]);
}
