import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, vi } from "vitest";
import { capture, findOnPath, type Finished } from "../../../tools/pulumi/process";
import { kernelSupport } from "../../../tools/volume/method";
import { prepareVolume, type PreparedVolume, type VolumeOptions } from "../../../tools/volume/prepare";

/** Why volumes cannot be made here, if they cannot. */
export const reason =
  process.getuid?.() !== 0
    ? "root is needed to mount"
    : !kernelSupport().fscrypt
      ? "this kernel has no encryption in ext4"
      : !findOnPath("fscrypt")
        ? "fscrypt is not installed"
        : undefined;

/** fscrypt's own settings of the machine that are not there yet; what tests make of them is taken away again. */
export const absentSettings = ["/etc/fscrypt.conf", "/.fscrypt"].filter((path) => !existsSync(path));

/** What every volume here is made with. */
export const directories = ["lakehouse-test-data", "lakehouse-test-keys"];

/** Where a test's volume is. */
export interface RealVolume {
  root: string;
  home: string;
  mountPoint: string;
  image: string;
  prepare(options?: Partial<VolumeOptions>): Promise<PreparedVolume>;
}

/** Runs a program that must succeed, and say nothing of errors. */
export async function run(command: string, ...args: string[]): Promise<Finished> {
  const finished = await capture(command, args);
  expect(`${finished.code} ${finished.stderr}`).toBe("0 ");
  return finished;
}

/** Gives each test a place for a volume, and takes everything away after it: mounts, loop devices, settings. */
export function realVolume(): RealVolume {
  const volume = {
    prepare: (options: Partial<VolumeOptions> = {}) =>
      prepareVolume({
        ...{ home: volume.home, stack: "dev", mountPoint: volume.mountPoint, directories },
        ...{ method: "fscrypt", size: "64Mi" },
        ...options,
      }),
  } as RealVolume;
  beforeEach(() => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "fscrypt-volume-")));
    const mountPoint = join(root, "disk", "volume");
    Object.assign(volume, { root, mountPoint, home: join(root, "home"), image: `${mountPoint}.img` });
  });
  afterEach(async () => {
    const { root, mountPoint } = volume;
    if (existsSync(mountPoint)) await capture("umount", [mountPoint]);
    // The kernel lets go of a loop device a moment after its last user.
    const detached = async () =>
      !(await capture("losetup", ["--noheadings", "--output", "BACK-FILE"])).stdout.includes(root);
    await vi.waitUntil(detached, { timeout: 5_000 });
    rmSync(root, { recursive: true });
  });
  afterAll(() => {
    if (!reason) for (const path of absentSettings) rmSync(path, { recursive: true, force: true });
  });
  return volume;
}
