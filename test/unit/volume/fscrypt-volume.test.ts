import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { storageEncryption } from "../../../components/platform/docker-host/storage-encryption";
import { mappingOf } from "../../../tools/volume/layout";
import { scriptCommand } from "../../../tools/volume/privileged";
import { rememberedVolume, volumeFile } from "../../../tools/volume/remembered";
import { closeVolume, emptyVolumeDirectories, removeVolume } from "../../../tools/volume/remove";
import { findPlaintext } from "../../e2e/support/plaintext-probe";
import { inDocker } from "./in-docker";
import { absentSettings, directories, realVolume, reason, run } from "./real-volume";

const marker = "plaintext-marker-6f1d2c9e";
/** Number of the error that Node.js has no name for: ENOKEY, "Required key not available". */
const noKey = /-126/;

/** What a file is like: changes with every write and every rename. */
const trace = (path: string) => {
  const { ino, mtimeMs, size } = statSync(path);
  return { ino, mtimeMs, size };
};

describe.skipIf(reason)(`an fscrypt volume${reason ? ` (skipped: ${reason})` : ""}`, () => {
  const volume = realVolume();

  it("keeps what is written in it, names too, off the disk beneath; one without encryption does not", async () => {
    const { directory } = await volume.prepare();
    writeFileSync(join(directory, directories[0]!, marker), marker.repeat(10));
    await closeVolume(volume.mountPoint);
    const search = await findPlaintext(join(volume.root, "disk"), marker);
    expect(search).toMatchObject({ files: 1, hits: [] });
    expect(search.bytes).toBe(64 * 2 ** 20);

    const plain = join(volume.root, "plain");
    mkdirSync(join(plain, "mount"), { recursive: true });
    writeFileSync(join(plain, "plain.img"), "");
    truncateSync(join(plain, "plain.img"), 64 * 2 ** 20);
    await run("mkfs.ext4", "-q", join(plain, "plain.img"));
    await run("mount", "-o", "loop", join(plain, "plain.img"), join(plain, "mount"));
    try {
      expect(await storageEncryption(join(plain, "mount"))).toMatchObject({ kind: "plain" });
      writeFileSync(join(plain, "mount", marker), marker.repeat(10));
    } finally {
      await run("umount", join(plain, "mount"));
    }
    expect((await findPlaintext(plain, marker)).hits.length).toBeGreaterThan(10);
  });

  it("is made once, with a directory for each name, and is there again unchanged", async () => {
    const made = await volume.prepare();
    expect(made).toEqual({
      mountPoint: volume.mountPoint,
      directory: join(volume.mountPoint, "volumes"),
      method: "fscrypt",
      outcome: "made",
    });
    expect(readdirSync(made.directory).sort()).toEqual(directories);
    for (const name of directories) {
      const { uid, mode } = statSync(join(made.directory, name));
      expect([uid, mode & 0o777]).toEqual([0, 0o700]);
      expect(await storageEncryption(join(made.directory, name))).toMatchObject({ kind: "fscrypt" });
    }
    const options = readFileSync("/proc/self/mounts", "utf8")
      .split("\n")
      .find((line) => line.includes(volume.mountPoint));
    expect(options).toMatch(/nosuid,nodev,noexec/);
    expect(statSync(volume.image).mode & 0o777).toBe(0o600);
    expect(rememberedVolume(volumeFile(volume.home, "dev"))).toMatchObject({ mountPoint: volume.mountPoint });

    const [imageBefore, keyBefore] = [trace(volume.image), readFileSync(join(volume.home, "volume-dev.key"))];
    expect(await volume.prepare({ size: undefined, method: undefined })).toMatchObject({
      outcome: "unchanged",
    });
    expect([trace(volume.image), readFileSync(join(volume.home, "volume-dev.key"))]).toEqual([
      imageBefore,
      keyBefore,
    ]);
    expect(await volume.prepare({ directories: [...directories, "third"] })).toMatchObject({
      outcome: "opened",
    });
    expect(readdirSync(made.directory).sort()).toEqual([...directories, "third"]);
  });

  it("is encrypted with AES-256 in XTS mode", async () => {
    const { directory } = await volume.prepare();
    const { stdout } = await run("fscrypt", "status", directory);
    expect(stdout).toMatch(/contents:AES_256_XTS filenames:AES_256_CTS policy_version:2/);
  });

  it("is locked without its key, missing when it is not mounted, and opened again with its data", async () => {
    const { directory } = await volume.prepare();
    writeFileSync(join(directory, directories[0]!, "file"), marker);
    await run("fscrypt", "lock", directory);
    expect(await storageEncryption(directory)).toEqual({ kind: "locked", directory });
    expect(() => writeFileSync(join(directory, "new"), "")).toThrow(noKey);
    expect(await volume.prepare()).toMatchObject({ outcome: "opened" });
    expect(readFileSync(join(directory, directories[0]!, "file"), "utf8")).toBe(marker);

    await closeVolume(volume.mountPoint);
    expect(await storageEncryption(join(directory, directories[0]!))).toMatchObject({ kind: "missing" });
    expect(await volume.prepare()).toMatchObject({ outcome: "opened" });
    expect(readFileSync(join(directory, directories[0]!, "file"), "utf8")).toBe(marker);
  });

  it("is seen by those who are not root, open, locked and with a directory missing", async () => {
    const { directory } = await volume.prepare();
    chmodSync(volume.root, 0o755);
    const program = join(volume.root, "look.ts");
    const source = join(__dirname, "../../../components/platform/docker-host/storage-encryption");
    writeFileSync(
      program,
      `import { storageEncryption } from ${JSON.stringify(source)};
       void Promise.all(process.argv.slice(2).map((path) => storageEncryption(path))).then((all) =>
         console.log(JSON.stringify(all)));`,
    );
    const bundle = join(volume.root, "look.js");
    await run(
      join(__dirname, "../../../node_modules/.bin/esbuild"),
      ...[program, "--bundle", "--platform=node", "--log-level=error", `--outfile=${bundle}`],
    );
    chmodSync(bundle, 0o644);
    const look = async (...paths: string[]) => {
      const nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
      const { stdout } = await run("setpriv", ...nobody, process.execPath, bundle, ...paths);
      return JSON.parse(stdout) as unknown;
    };
    const [data, absent] = [join(directory, directories[0]!), join(directory, "absent")];
    expect(await look(data, absent)).toEqual([
      { kind: "fscrypt", directory },
      { kind: "missing", path: absent },
    ]);
    await run("fscrypt", "lock", directory);
    expect(await look(directory)).toEqual([{ kind: "locked", directory }]);
  });

  it("is not opened by another key: found out before anything is tried, and when tried all the same", async () => {
    await volume.prepare();
    await closeVolume(volume.mountPoint);
    const [key, fingerprint] = [
      join(volume.home, "volume-dev.key"),
      join(volume.home, "volume-dev.key.sha256"),
    ];
    copyFileSync(key, join(volume.root, "kept"));
    writeFileSync(key, Buffer.alloc(32, 1));
    await expect(volume.prepare()).rejects.toThrow(/is not the one that opens .* Nothing has been tried/);
    rmSync(fingerprint);
    await expect(volume.prepare()).rejects.toThrow(
      /cannot be unlocked \(another key than .*incorrect key provided/,
    );
    expect(existsSync(fingerprint)).toBe(false);
    expect(readdirSync(volume.mountPoint)).toEqual([]);
    copyFileSync(join(volume.root, "kept"), key);
    expect(await volume.prepare()).toMatchObject({ outcome: "opened" });
  });

  it("is not made over an image that is something else", async () => {
    mkdirSync(join(volume.home), { recursive: true });
    writeFileSync(join(volume.home, "volume-dev.key"), Buffer.alloc(32, 1), { mode: 0o600 });
    mkdirSync(join(volume.root, "disk"));
    writeFileSync(volume.image, marker);
    const there = trace(volume.image);
    await expect(volume.prepare({ size: undefined })).rejects.toThrow(
      /holds neither a LUKS volume nor an ext4 file system/,
    );
    truncateSync(volume.image, 64 * 2 ** 20);
    await run("mkfs.ext4", "-q", "-F", volume.image);
    await expect(volume.prepare()).rejects.toThrow(
      /has no directory 'volumes' in it: it is not one this program made/,
    );
    expect(trace(volume.image).ino).toBe(there.ino);
    expect(readdirSync(volume.mountPoint)).toEqual([]);
  });

  it.each(["mkfs.ext4", "fscrypt", "sync"])(
    "is made by the next run when one is killed at %s",
    async (program) => {
      const bin = join(volume.root, "bin");
      mkdirSync(bin);
      mkdirSync(volume.home);
      // Kills the whole group of processes it is in: script, shells and itself.
      writeFileSync(join(bin, program), "#!/bin/sh\nkill -KILL 0\n", { mode: 0o755 });
      const key = join(volume.home, "volume-dev.key");
      writeFileSync(key, Buffer.alloc(32, 1), { mode: 0o600 });
      const args = [
        "fscrypt",
        String(64 * 2 ** 20),
        volume.image,
        volume.mountPoint,
        key,
        mappingOf(volume.mountPoint),
      ];
      const [command, ...rest] = scriptCommand("make-image.sh", args);
      const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
      const child = spawn(command, rest, { detached: true, env, stdio: "ignore" });
      expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
      expect(existsSync(volume.image)).toBe(false);
      expect(existsSync(`${volume.image}.unfinished`)).toBe(true);
      expect(readdirSync(volume.mountPoint)).toEqual([]);
      expect(await volume.prepare()).toMatchObject({ outcome: "made" });
      expect(existsSync(`${volume.image}.unfinished`)).toBe(false);
    },
  );

  it("is made where a killed run has left fscrypt's settings empty", async (context) => {
    if (absentSettings.length < 2) context.skip("this machine has settings of its own");
    writeFileSync("/etc/fscrypt.conf", "");
    expect(await volume.prepare()).toMatchObject({ outcome: "made" });
  });

  it("is emptied for a stack, and removed, key and all, when its name is repeated", async () => {
    const { directory } = await volume.prepare();
    const file = (name: string) => join(directory, name, "file");
    for (const name of directories) writeFileSync(file(name), "x");
    chmodSync(join(directory, directories[0]!), 0o777);
    const engine = { docker: undefined as never, image: "" };
    await emptyVolumeDirectories({ directory, names: [directories[0]!, "absent"], engine });
    expect(directories.map((name) => existsSync(file(name)))).toEqual([false, true]);
    expect(statSync(join(directory, directories[0]!)).mode & 0o777).toBe(0o700);

    const { home } = volume;
    const remembered = rememberedVolume(volumeFile(home, "dev"))!;
    const options = { home, stack: "dev", name: "lakehouse-test", volume: remembered, bound: [] };
    const remove = (discard?: string) => removeVolume(options, "lakehouse-test", discard);
    const held = /still holds data of lakehouse-test in keys\b.* Nothing was removed/;
    await expect(remove()).rejects.toThrow(held);
    await expect(remove()).rejects.toThrow(/make destroy STACK=dev CONFIRM=lakehouse-test\n/);
    await expect(remove("data")).rejects.toThrow(/in keys, and DISCARD=data is not that\..* DISCARD=keys$/s);
    const inUse = spawn("sleep", ["60"], { cwd: directory });
    try {
      await once(inUse, "spawn");
      await expect(remove("keys")).rejects.toThrow(/is in use, by containers or by a shell/);
      expect(existsSync(volume.image)).toBe(true);
    } finally {
      inUse.kill();
      await once(inUse, "exit");
    }
    // As Docker mounts what its volumes are bound to: unmounting the volume itself would not fail.
    const elsewhere = join(volume.root, "elsewhere");
    mkdirSync(elsewhere);
    await run("mount", "--bind", join(directory, directories[1]!), elsewhere);
    try {
      for (const discard of [undefined, "keys"])
        await expect(remove(discard)).rejects.toThrow(
          `in keys (in use at ${elsewhere}). Nothing was removed.`,
        );
      expect(existsSync(file(directories[1]!))).toBe(true);
    } finally {
      await run("umount", elsewhere);
    }
    await remove("keys");
    expect(readdirSync(join(volume.root, "disk"))).toEqual([]);
    expect(readdirSync(volume.home, { recursive: true })).toEqual(["config"]);
  });

  it("is not removed while it is closed under a stack that is down", async () => {
    await volume.prepare();
    await closeVolume(volume.mountPoint);
    const { home } = volume;
    const remembered = rememberedVolume(volumeFile(home, "dev"))!;
    const options = {
      home,
      stack: "dev",
      name: "lakehouse-test",
      volume: remembered,
      bound: [directories[1]!],
    };
    await expect(removeVolume(options, "lakehouse-test")).rejects.toThrow(/still holds data of .* in keys\./);
    expect(existsSync(volume.image)).toBe(true);
    await expect(removeVolume({ ...options, bound: [] }, "lakehouse-test", "keys")).rejects.toThrow(
      /DISCARD=keys: the encrypted volume at \S+ holds no data\./,
    );
    await removeVolume(options, "lakehouse-test", "keys");
    expect(existsSync(volume.image)).toBe(false);
  });

  inDocker(volume);
});
