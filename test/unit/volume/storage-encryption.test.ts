import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  isEncrypted,
  storageEncryption,
  type StorageEncryption,
} from "../../../components/platform/docker-host/storage-encryption";
import { kernelTables, type Device, type MountLine } from "./kernel-tables";

let root: string;
let data: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "storage-")));
  data = join(root, "data");
  mkdirSync(data);
});
afterEach(() => rmSync(root, { recursive: true }));

const disk = (minor: number): Device => ({ number: `8:${minor}` });
const mapped = (minor: number, uuid: string, ...slaves: string[]): Device => ({
  number: `253:${minor}`,
  dm: { name: `name-${minor}`, uuid },
  slaves,
});
const luks = (minor: number, ...slaves: string[]) =>
  mapped(minor, "CRYPT-LUKS2-0123456789abcdef-x", ...slaves);
const rootMount: MountLine = { at: "/", device: "8:0" };

/** How `data` is encrypted where it is a mount of its own. */
const look = (
  mount: Omit<MountLine, "at">,
  devices: Record<string, Device>,
  btrfs?: Record<string, string[]>,
): Promise<StorageEncryption> =>
  storageEncryption(
    data,
    kernelTables(root, [rootMount, { at: data, ...mount }], { sda: disk(0), ...devices }, btrfs),
  );

describe("a block device", () => {
  it("is plain when it is a disk or a partition of one", async () => {
    expect(await look({ device: "8:1" }, { sda1: { ...disk(1), partitionOf: "sda" } })).toEqual({
      kind: "plain",
      device: "/dev/sda1",
      filesystem: "ext4",
    });
  });

  it.each(["LUKS1", "LUKS2", "PLAIN", "TCRYPT", "BITLK"])(
    "is encrypted when cryptsetup opened it as %s",
    async (type) => {
      expect(await look({ device: "253:0" }, { "dm-0": mapped(0, `CRYPT-${type}-0123-x`, "sda") })).toEqual({
        kind: "luks",
        device: "/dev/mapper/name-0",
      });
    },
  );

  it.each(["CRYPT-VERITY-0123-x", "CRYPT-INTEGRITY-0123-x", "LVM-0123"])(
    "is not encrypted by a mapping that encrypts nothing: %s",
    async (uuid) => {
      expect(await look({ device: "253:0" }, { "dm-0": mapped(0, uuid, "sda") })).toMatchObject({
        kind: "plain",
      });
    },
  );

  it("is encrypted as a logical volume on LUKS", async () => {
    const lvm = { "dm-0": luks(0, "sda"), "dm-1": mapped(1, "LVM-abc", "dm-0") };
    expect(await look({ device: "253:1" }, lvm)).toEqual({ kind: "luks", device: "/dev/mapper/name-0" });
  });

  it("is encrypted as a partition of something encrypted", async () => {
    const raid = { "dm-0": luks(0, "sda"), md0: { number: "9:0", slaves: ["dm-0"] } };
    const partition = { number: "259:0", partitionOf: "md0" };
    expect(await look({ device: "259:0" }, { ...raid, md0p1: partition })).toMatchObject({ kind: "luks" });
  });

  it("is as plain as the plainest disk a volume group or a RAID has", async () => {
    const legs = { sdb: disk(16), "dm-0": luks(0, "sda") };
    expect(
      await look({ device: "9:0" }, { ...legs, md0: { number: "9:0", slaves: ["dm-0", "sdb"] } }),
    ).toEqual({
      kind: "plain",
      device: "/dev/sdb",
      filesystem: "ext4",
    });
  });

  it("is encrypted as a RAID of encrypted disks", async () => {
    const both = { sdb: disk(16), "dm-0": luks(0, "sda"), "dm-1": luks(1, "sdb") };
    const raid = { ...both, md0: { number: "9:0", slaves: ["dm-0", "dm-1"] } };
    expect(await look({ device: "9:0" }, raid)).toMatchObject({ kind: "luks" });
  });

  it("is unknown when it is not to be seen", async () => {
    expect(await look({ device: "8:99" }, {})).toMatchObject({
      kind: "unknown",
      reason: expect.stringContaining("8:99") as string,
    });
  });
});

describe("a loop device", () => {
  const loop = (backingFile: string): Record<string, Device> => ({ loop0: { number: "7:0", backingFile } });
  const lookAtLoop = async (below: MountLine[], devices: Record<string, Device>) => {
    const image = join(root, "disk", "an image");
    mkdirSync(join(root, "disk"));
    writeFileSync(image, "");
    const mounts = [rootMount, { at: data, device: "7:0" }, ...below];
    return storageEncryption(data, kernelTables(root, mounts, { sda: disk(0), ...loop(image), ...devices }));
  };

  it("is encrypted on an encrypted disk", async () => {
    const encrypted = [{ at: join(root, "disk"), device: "253:0" }];
    expect(await lookAtLoop(encrypted, { "dm-0": luks(0, "sda") })).toEqual({
      kind: "luks",
      device: "/dev/mapper/name-0",
    });
  });

  it("is plain on a plain one, and names the loop device", async () => {
    expect(await lookAtLoop([], {})).toEqual({ kind: "plain", device: "/dev/loop0", filesystem: "ext4" });
  });

  it("is unknown when its file is deleted or not to be seen", async () => {
    expect(await look({ device: "7:0" }, loop(`${root}/image (deleted)`))).toEqual({
      kind: "unknown",
      reason: "the file behind /dev/loop0 is deleted",
    });
    rmSync(join(root, "sys"), { recursive: true });
    expect(await look({ device: "7:0" }, loop(`${root}/nowhere`))).toMatchObject({ kind: "unknown" });
  });
});

describe("a file system without a device of its own", () => {
  it("is memory as tmpfs", async () => {
    expect(await look({ device: "0:50", filesystem: "tmpfs" }, {})).toEqual({
      kind: "memory",
      filesystem: "tmpfs",
    });
  });

  it("is, as btrfs, as plain as the plainest of its devices", async () => {
    const devices = { sdb: disk(16), "dm-0": luks(0, "sda") };
    const mount = { device: "0:45", filesystem: "btrfs", source: "/dev/dm-0" };
    expect(await look(mount, devices, { one: ["dm-0"] })).toMatchObject({ kind: "luks" });
    rmSync(join(root, "sys"), { recursive: true });
    expect(await look(mount, devices, { one: ["dm-0", "sdb"] })).toMatchObject({
      kind: "plain",
      device: "/dev/sdb",
    });
  });

  it("is, as an overlay, what its upper directory is", async () => {
    const overlay = {
      at: data,
      device: "0:60",
      filesystem: "overlay",
      options: `rw,lowerdir=/nowhere,upperdir=${join(root, "upper")},workdir=/nowhere`,
    };
    const mounts = [rootMount, overlay, { at: join(root, "upper"), device: "253:0" }];
    const tables = kernelTables(root, mounts, { sda: disk(0), "dm-0": luks(0, "sda") });
    expect(await storageEncryption(data, tables)).toMatchObject({ kind: "unknown" });
    mkdirSync(join(root, "upper"));
    expect(await storageEncryption(data, tables)).toMatchObject({ kind: "luks" });
  });

  it.each(["zfs", "nfs4", "fuse.sshfs"])("is unknown as %s", async (filesystem) => {
    expect(await look({ device: "0:70", filesystem, source: "pool/data" }, {})).toMatchObject({
      kind: "unknown",
      reason: expect.stringContaining(`${filesystem} (pool/data)`) as string,
    });
  });
});

describe("a path", () => {
  const encrypted = { sda: disk(0), "dm-0": luks(0, "sda") };

  it("is missing when it is not there", async () => {
    const tables = kernelTables(root, [rootMount], encrypted);
    expect(await storageEncryption(join(data, "no", "such"), tables)).toEqual({
      kind: "missing",
      path: join(data, "no", "such"),
    });
  });

  it("is followed through links, and belongs to no mount that begins with the same letters", async () => {
    symlinkSync(data, join(root, "link"));
    mkdirSync(join(root, "data-2"));
    const tables = kernelTables(root, [rootMount, { at: data, device: "253:0" }], encrypted);
    expect(await storageEncryption(join(root, "link"), tables)).toMatchObject({ kind: "luks" });
    expect(await storageEncryption(join(root, "data-2"), tables)).toMatchObject({ kind: "plain" });
  });

  it("may have blanks and backslashes in it", async () => {
    const odd = join(root, "a b\\c");
    mkdirSync(odd);
    const tables = kernelTables(root, [rootMount, { at: odd, device: "253:0" }], encrypted);
    expect(await storageEncryption(odd, tables)).toMatchObject({ kind: "luks" });
  });

  it("lies on the mount that covers another, made later on the same place or above it", async () => {
    const inner = join(data, "inner");
    mkdirSync(inner);
    const mounts = [rootMount, { at: inner, device: "253:0" }, { at: data, device: "8:0" }];
    expect(await storageEncryption(inner, kernelTables(root, mounts, encrypted))).toMatchObject({
      kind: "plain",
    });
    rmSync(join(root, "sys"), { recursive: true });
    const stacked = [rootMount, { at: data, device: "8:0" }, { at: data, device: "253:0", on: 1 }];
    expect(await storageEncryption(inner, kernelTables(root, stacked, encrypted))).toMatchObject({
      kind: "luks",
    });
  });
});

describe("isEncrypted", () => {
  it("holds for what reaches no disk in plain, and for nothing that cannot be used or told", () => {
    const kinds: StorageEncryption[] = [
      { kind: "luks", device: "" },
      { kind: "fscrypt", directory: "" },
      { kind: "memory", filesystem: "" },
      { kind: "locked", directory: "" },
      { kind: "plain", device: "", filesystem: "" },
      { kind: "missing", path: "" },
      { kind: "unknown", reason: "" },
    ];
    expect(kinds.filter(isEncrypted).map(({ kind }) => kind)).toEqual(["luks", "fscrypt", "memory"]);
  });
});
