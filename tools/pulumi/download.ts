import { createHash } from "node:crypto";
import { mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { capture, findOnPath, lastLine } from "./process";

/** Where Pulumi publishes its releases; see https://www.pulumi.com/docs/install/versions/. */
const RELEASES = "https://get.pulumi.com/releases/sdk";

/** Seconds until a machine counts as closed. */
const CONNECT_TIMEOUT = "5";

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin" };
const PROCESSORS: Record<string, string> = { x64: "x64", arm64: "arm64" };

export interface DownloadOptions {
  /** An address that serves the same files, for a mirror. @default Pulumi's release site */
  releases?: string;
  env?: NodeJS.ProcessEnv;
  /** Called once the site has answered, before the long part. */
  onStart?: () => void;
}

async function fetchFile(url: string, file: string, env: NodeJS.ProcessEnv): Promise<void> {
  const args = [
    ...["--fail", "--silent", "--show-error", "--location"],
    ...["--connect-timeout", CONNECT_TIMEOUT, "--speed-limit", "1024", "--speed-time", "30"],
    ...["--output", file, url],
  ];
  const result = await capture("curl", args, { env });
  if (result.code !== 0)
    throw new Error(lastLine(result.stderr) || `curl ended with ${result.code} for ${url}`);
}

/**
 * Downloads the official release into a directory, checked against the published SHA-256.
 * @throws Error whose message is the reason, when it cannot be had
 */
export async function downloadEngine(
  version: string,
  target: string,
  options: DownloadOptions = {},
): Promise<void> {
  const env = options.env ?? process.env;
  const system = SYSTEMS[platform()];
  const processor = PROCESSORS[arch()];
  if (!system || !processor) throw new Error(`no official release for ${platform()} on ${arch()}`);
  for (const tool of ["curl", "tar"]) if (!findOnPath(tool, env)) throw new Error(`${tool} is not on PATH`);

  const releases = options.releases ?? RELEASES;
  const archive = `pulumi-v${version}-${system}-${processor}.tar.gz`;
  mkdirSync(join(target, ".."), { recursive: true });
  const work = mkdtempSync(`${target}.`);
  try {
    const sums = join(work, "checksums.txt");
    await fetchFile(`${releases}/pulumi-${version}-checksums.txt`, sums, env);
    const expected = readFileSync(sums, "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .find(([, name]) => name?.replace(/^\*/, "") === archive)?.[0];
    if (!expected) throw new Error(`${archive} is not in the published checksums`);
    options.onStart?.();
    await fetchFile(`${releases}/${archive}`, join(work, archive), env);
    const actual = createHash("sha256")
      .update(readFileSync(join(work, archive)))
      .digest("hex");
    if (actual !== expected)
      throw new Error(`${archive} has SHA-256 ${actual}, but ${expected} was published`);
    const unpacked = await capture("tar", ["-xzf", join(work, archive), "-C", work], { env });
    if (unpacked.code !== 0) throw new Error(`tar: ${lastLine(unpacked.stderr)}`);
    // The archive holds one directory, `pulumi`, with the engine and its language hosts.
    renameSync(join(work, "pulumi"), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
