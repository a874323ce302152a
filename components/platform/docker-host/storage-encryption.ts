import { readdir, readFile, realpath } from "node:fs/promises";
import { dirname, join, resolve as absolute } from "node:path";
import { blockDevices, btrfsDevices, type BlockDevice } from "./block-device";
import { fscryptState } from "./fscrypt-state";
import { mountOf, parseMounts, type Mount } from "./mount-table";

/** How the storage under a path is encrypted. */
export type StorageEncryption =
  /** On a device that dm-crypt encrypts: LUKS, or one of the other forms cryptsetup opens. */
  | { kind: "luks"; device: string }
  /** In a directory that its file system encrypts, its key loaded. */
  | { kind: "fscrypt"; directory: string }
  /** In memory alone. (What is swapped out is as safe as the swap space.) */
  | { kind: "memory"; filesystem: string }
  /** Encrypted with fscrypt, its key not loaded: nothing can be read or written. */
  | { kind: "locked"; directory: string }
  | { kind: "plain"; device: string; filesystem: string }
  | { kind: "missing"; path: string }
  /** It cannot be told, and this is why. */
  | { kind: "unknown"; reason: string };

/** Where the kernel's tables are read. */
export interface KernelTables {
  /** @default /proc/self/mountinfo */
  mountinfo?: string;
  /** @default /sys */
  sys?: string;
}

/** Whether what is written there reaches no disk in plain. */
export const isEncrypted = ({ kind }: StorageEncryption): boolean =>
  kind === "luks" || kind === "fscrypt" || kind === "memory";

/** A path without links. What this user may not look into is taken as it is written. */
async function resolve(path: string): Promise<{ path: string } | { missing: string }> {
  try {
    return { path: await realpath(path) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EACCES") return { missing: path };
    const above = await resolve(dirname(path));
    if ("missing" in above) return above;
    const name = path.slice(dirname(path).length).replace(/^\/+/, "");
    // To list a directory takes another permission than to enter it.
    const names = await readdir(above.path).catch(() => undefined);
    return names && !names.includes(name) ? { missing: path } : { path: join(above.path, name) };
  }
}

/** All legs together: the worst of them, plain before what cannot be told. */
function together(legs: StorageEncryption[]): StorageEncryption {
  const rank = (leg: StorageEncryption) =>
    isEncrypted(leg) ? 2 : leg.kind === "unknown" || leg.kind === "missing" ? 1 : 0;
  const [worst] = [...legs].sort((one, other) => rank(one) - rank(other));
  return worst ?? { kind: "unknown", reason: "it lies on no device" };
}

async function devicesOf({ device, filesystem, source }: Mount, sys: string): Promise<BlockDevice[]> {
  if (!device.startsWith("0:")) return blockDevices(sys, device);
  // btrfs gives each subvolume a device number of its own.
  if (filesystem === "btrfs") return btrfsDevices(sys, source);
  return [{ kind: "unknown", reason: `where ${filesystem} (${source}) keeps its data cannot be told` }];
}

async function mountEncryption(mount: Mount, path: string, tables: KernelTables): Promise<StorageEncryption> {
  const { filesystem, superOptions, mountPoint } = mount;
  if (filesystem === "tmpfs" || filesystem === "ramfs") return { kind: "memory", filesystem };
  if (filesystem === "overlay") {
    const upper = superOptions.find((option) => option.startsWith("upperdir="))?.slice("upperdir=".length);
    const below = upper ? await storageEncryption(upper, tables) : undefined;
    return below && below.kind !== "missing"
      ? below
      : {
          kind: "unknown",
          reason: `the directory that the overlay at ${mountPoint} writes to is not to be seen from here`,
        };
  }
  const state = await fscryptState(path, mountPoint);
  if (state.kind === "locked") return { kind: "locked", directory: state.directory };
  if (state.kind === "unlocked") return { kind: "fscrypt", directory: state.directory };
  const legs = (await devicesOf(mount, tables.sys ?? "/sys")).map(async (leg): Promise<StorageEncryption> => {
    if (leg.kind === "plain") return { ...leg, filesystem };
    if (leg.kind !== "file") return leg;
    const below = await storageEncryption(leg.path, tables);
    if (below.kind === "missing")
      return {
        kind: "unknown",
        reason: `${leg.path}, the file behind ${leg.device}, is not to be seen from here`,
      };
    return below.kind === "plain" ? { kind: "plain", device: leg.device, filesystem } : below;
  });
  const under = together(await Promise.all(legs));
  return under.kind === "plain" && state.kind === "unknown" ? state : under;
}

/**
 * How the storage under a path of this host is encrypted. Needs no privilege where the path's directory may be listed;
 * otherwise the result may be "unknown", and says so.
 *
 * What is written beneath counts, whatever it passes through: a loop device is as its file, a RAID or a volume group as
 * the worst of its devices. ZFS, network and FUSE file systems are "unknown".
 */
export async function storageEncryption(path: string, tables: KernelTables = {}): Promise<StorageEncryption> {
  const resolved = await resolve(absolute(path));
  if ("missing" in resolved) return { kind: "missing", path: resolved.missing };
  const mounts = parseMounts(await readFile(tables.mountinfo ?? "/proc/self/mountinfo", "utf8"));
  const mount = mountOf(mounts, resolved.path);
  return mount
    ? mountEncryption(mount, resolved.path, tables)
    : { kind: "unknown", reason: `no mount holds ${resolved.path}` };
}
