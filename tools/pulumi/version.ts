import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths";

export type Version = [major: number, minor: number, patch: number];

/** Reads `v3.250.0`, `3.250.0` and what `pulumi version` prints. */
export function parseVersion(text: string): Version | undefined {
  const match = /(\d+)\.(\d+)\.(\d+)/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

/** The version of a package as this project pins it. */
export function pinnedVersion(name: string, root = ROOT): string {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    dependencies?: Record<string, string>;
  };
  const version = manifest.dependencies?.[name];
  if (!version || !parseVersion(version)) throw new Error(`package.json pins no version of ${name}`);
  return version;
}

/**
 * An engine serves an SDK of its own major version that is not newer by a minor version: minor versions add what the
 * SDK may ask of the engine, patch versions do not.
 */
export function isNewEnough(engine: Version, sdk: Version): boolean {
  return engine[0] === sdk[0] && engine[1] >= sdk[1];
}
