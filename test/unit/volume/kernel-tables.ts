import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { KernelTables } from "../../../components/platform/docker-host/storage-encryption";

/** A block device as a test describes it: what its files under /sys hold, and what it is made of. */
export interface Device {
  /** `major:minor`. */
  number: string;
  /** The device mapper's name and uuid. */
  dm?: { name: string; uuid: string };
  backingFile?: string;
  partitionOf?: string;
  slaves?: string[];
}

/** A mount as a test describes it; options are those of the file system. */
export interface MountLine {
  at: string;
  device: string;
  filesystem?: string;
  source?: string;
  options?: string;
  /** Which mount it is on, by its place in the list. @default the first */
  on?: number;
}

const write = (file: string, text: string) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

/** Writes a mountinfo file and a tree as under /sys, for machines other than this one. */
export function kernelTables(
  root: string,
  mounts: MountLine[],
  devices: Record<string, Device>,
  btrfs: Record<string, string[]> = {},
): KernelTables {
  const sys = join(root, "sys");
  mkdirSync(join(sys, "dev", "block"), { recursive: true });
  const directoryOf = (name: string): string => {
    const disk = devices[name]?.partitionOf;
    return disk ? join(directoryOf(disk), name) : join(sys, "devices", name);
  };
  for (const [name, { number, dm, backingFile, partitionOf, slaves = [] }] of Object.entries(devices)) {
    const directory = directoryOf(name);
    mkdirSync(directory, { recursive: true });
    symlinkSync(directory, join(sys, "dev", "block", number));
    if (dm) {
      write(join(directory, "dm", "name"), `${dm.name}\n`);
      write(join(directory, "dm", "uuid"), `${dm.uuid}\n`);
    }
    if (backingFile) write(join(directory, "loop", "backing_file"), `${backingFile}\n`);
    if (partitionOf) write(join(directory, "partition"), "1\n");
    else mkdirSync(join(directory, "slaves"));
    for (const slave of slaves) symlinkSync(directoryOf(slave), join(directory, "slaves", slave));
  }
  for (const [id, names] of Object.entries(btrfs)) {
    mkdirSync(join(sys, "fs", "btrfs", id, "devices"), { recursive: true });
    for (const name of names) symlinkSync(directoryOf(name), join(sys, "fs", "btrfs", id, "devices", name));
  }
  const escaped = (text: string) =>
    text.replace(/[ \t\n\\]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, "0")}`);
  const lines = mounts.map(
    ({ at, device, filesystem = "ext4", source = "/dev/x", options = "rw", on = 0 }, index) =>
      `${100 + index} ${index === 0 ? 1 : 100 + on} ${device} / ${escaped(at)} rw,relatime shared:1 - ${filesystem} ${escaped(source)} ${escaped(options)}`,
  );
  const mountinfo = join(root, "mountinfo");
  writeFileSync(mountinfo, `${lines.join("\n")}\n`);
  return { mountinfo, sys };
}
