import { readdir, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** What lies under a block device: encryption, the file of a loop device, or the device itself in plain. */
export type BlockDevice =
  | { kind: "luks"; device: string }
  | { kind: "plain"; device: string }
  | { kind: "file"; device: string; path: string }
  | { kind: "unknown"; reason: string };

/**
 * Beginnings of the device mapper's uuid that cryptsetup gives to encrypting devices (lib/libdevmapper.c,
 * dm_prepare_uuid). `CRYPT-VERITY-` and `CRYPT-INTEGRITY-` begin alike, and those only check what they store.
 */
const encrypting = /^CRYPT-(LUKS1|LUKS2|PLAIN|LOOPAES|TCRYPT|BITLK|FVAULT2)-/;

const read = (file: string): Promise<string | undefined> =>
  readFile(file, "utf8").then(
    (text) => text.replace(/\n$/, ""),
    () => undefined,
  );
const list = (directory: string): Promise<string[]> => readdir(directory).catch(() => []);

/** What a device's directory under /sys says of it, and of all that it is made of. */
async function walk(directory: string): Promise<BlockDevice[]> {
  const device = `/dev/${basename(directory)}`;
  if (encrypting.test((await read(join(directory, "dm", "uuid"))) ?? "")) {
    return [{ kind: "luks", device: `/dev/mapper/${await read(join(directory, "dm", "name"))}` }];
  }
  const file = await read(join(directory, "loop", "backing_file"));
  if (file?.endsWith(" (deleted)"))
    return [{ kind: "unknown", reason: `the file behind ${device} is deleted` }];
  if (file) return [{ kind: "file", device, path: file }];
  // A partition has no slaves of its own: its disk has.
  if ((await read(join(directory, "partition"))) !== undefined) {
    const below = await walk(dirname(directory));
    return below.map((leg) =>
      leg.kind === "plain" && leg.device === `/dev/${basename(dirname(directory))}`
        ? { kind: "plain", device }
        : leg,
    );
  }
  const slaves = await list(join(directory, "slaves"));
  if (slaves.length === 0) return [{ kind: "plain", device }];
  const legs = await Promise.all(
    slaves.map(async (name) => walk(await realpath(join(directory, "slaves", name)))),
  );
  return legs.flat();
}

/**
 * What the devices hold that a mount's data is spread over: every leg of a RAID, of a volume group, of btrfs.
 * @param sys where sysfs is mounted
 */
export async function blockDevices(sys: string, device: string): Promise<BlockDevice[]> {
  const directory = await realpath(join(sys, "dev", "block", device)).catch(() => undefined);
  return directory
    ? walk(directory)
    : [{ kind: "unknown", reason: `the block device ${device} is not to be seen under ${sys}` }];
}

/** The same for btrfs, whose mounts name one of its devices alone. */
export async function btrfsDevices(sys: string, source: string): Promise<BlockDevice[]> {
  // /dev/mapper holds links to the kernel's names, which sysfs uses.
  const name = basename(await realpath(source).catch(() => source));
  for (const id of await list(join(sys, "fs", "btrfs"))) {
    const devices = join(sys, "fs", "btrfs", id, "devices");
    const names = await list(devices);
    if (!names.includes(name)) continue;
    return (await Promise.all(names.map(async (each) => walk(await realpath(join(devices, each)))))).flat();
  }
  return [
    { kind: "unknown", reason: `the devices of the btrfs on ${source} are not to be seen under ${sys}` },
  ];
}
