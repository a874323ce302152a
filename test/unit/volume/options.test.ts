import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { release, tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordKey, volumeKey } from "../../../tools/volume/key";
import { chooseMethod, kernelSupport, methodNamed } from "../../../tools/volume/method";
import { prepareVolume, type VolumeOptions } from "../../../tools/volume/prepare";
import { requirePrograms } from "../../../tools/volume/privileged";
import { rememberedVolume, rememberVolume, volumeFile } from "../../../tools/volume/remembered";
import { removeVolume } from "../../../tools/volume/remove";

let root: string;
let home: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "volume-options-")));
  home = join(root, "home");
});
afterEach(() => rmSync(root, { recursive: true }));

/** A volume that would be made if nothing were wrong with what is asked for: the kernel here has no encryption. */
const prepare = (options: Partial<VolumeOptions> = {}) =>
  prepareVolume({
    home,
    stack: "dev",
    mountPoint: join(root, "volume"),
    directories: ["lakehouse-dev-data"],
    kernel: { dmCrypt: false, fscrypt: false },
    ...options,
  });
const before = () => readdirSync(root, { recursive: true }).sort();

describe("prepareVolume refuses with one message, and changes nothing", () => {
  const image = () => {
    writeFileSync(join(root, "volume.img"), "");
    truncateSync(join(root, "volume.img"), 64 * 2 ** 20);
  };
  const cases: Array<[string, () => Partial<VolumeOptions> | void, RegExp]> = [
    [
      "a relative path",
      () => ({ mountPoint: "data/volume" }),
      /VOLUME=data\/volume: allowed is an absolute path/,
    ],
    ["a path with ..", () => ({ mountPoint: `${root}/../volume` }), /allowed is an absolute path/],
    ["a path with a / at its end", () => ({ mountPoint: `${root}/volume/` }), /allowed is an absolute path/],
    ["a path with blanks", () => ({ mountPoint: `${root}/my volume` }), /allowed is an absolute path/],
    ["a directory at the root", () => ({ mountPoint: "/volume" }), /at least two parts/],
    [
      "a link",
      () => {
        mkdirSync(join(root, "real"));
        symlinkSync(join(root, "real"), join(root, "volume"));
      },
      /volume is a link or lies behind one. Name the real path, under .*real/,
    ],
    [
      "a path behind a link",
      () => {
        mkdirSync(join(root, "real"));
        symlinkSync(join(root, "real"), join(root, "link"));
        return { mountPoint: join(root, "link", "volume") };
      },
      /link is a link or lies behind one/,
    ],
    ["a file", () => writeFileSync(join(root, "volume"), ""), /volume is not a directory/],
    [
      "a directory with something in it",
      () => mkdirSync(join(root, "volume", "data"), { recursive: true }),
      /the directory is not empty, and its content would be hidden/,
    ],
    [
      "an image that is a directory",
      () => mkdirSync(join(root, "volume.img")),
      /volume.img should be .* is not a file/,
    ],
    [
      "a place of the system's",
      () => ({ mountPoint: "/var/lib/elsewhere/volume" }),
      /VOLUME=\/var\/lib\/elsewhere\/volume: policies take no data there\. Choose a directory below \/srv,/,
    ],
    ["something else mounted there", () => ({ mountPoint: "/dev/shm" }), /something else is mounted there/],
    ["a size in other units", () => ({ size: "10GB" }), /SIZE=10GB: '10GB' is not a quantity/],
    ["a size too small", () => ({ size: "63Mi" }), /SIZE=63Mi: '63Mi' is less than 64Mi/],
    [
      "a size too small for what will lie in it",
      () => ({ size: "100Mi", least: "2Gi" }),
      /SIZE=100Mi: '100Mi' is less than 2Gi/,
    ],
    [
      "another size than the volume has",
      () => (image(), { size: "128Mi" }),
      /has 64Mi, and is neither grown nor shrunk/,
    ],
    [
      "a name that leaves the volume",
      () => ({ directories: ["../data"] }),
      /'\.\.\/data' cannot name a directory/,
    ],
    ["a volume without its key", image, /key in .*volume-dev.key is gone, and with it the one that opens/],
    ["a kernel without encryption", () => undefined, /neither dm-crypt .* nor encryption in ext4/],
    [
      "another place than the volume has",
      () => {
        rememberVolume(volumeFile(home, "dev"), { mountPoint: join(root, "volume") });
        image();
        return { mountPoint: join(root, "other") };
      },
      /has its encrypted volume at .*volume, and volumes are not moved/,
    ],
    [
      "a volume whose image is gone",
      () => rememberVolume(volumeFile(home, "dev"), { mountPoint: join(root, "volume") }),
      /volume.img, the image of the encrypted volume of dev, is gone, and with it the data/,
    ],
  ];
  it.each(cases)("%s", async (_, given, message) => {
    const options = given() ?? {};
    const there = before();
    await expect(prepare(options)).rejects.toThrow(message);
    expect(before()).toEqual(there);
  });
});

describe("the key", () => {
  const key = (inUse: boolean, keyFile?: string) => volumeKey({ home, stack: "dev", keyFile }, inUse);

  it("is 32 random bytes for its owner alone, made once", () => {
    const file = key(false);
    const bytes = readFileSync(file);
    expect(file).toBe(join(home, "volume-dev.key"));
    expect(bytes).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(key(true))).toEqual(bytes);
    expect(readFileSync(key(false))).toEqual(bytes);
  });

  it("is not accepted when another file has taken its place", () => {
    writeFileSync(key(false), Buffer.alloc(32, 7));
    expect(() => key(true)).toThrow(/volume-dev.key is not the one that opens the encrypted volume/);
  });

  it("is never made anew for a volume that exists", () => {
    rmSync(key(false));
    expect(() => key(true)).toThrow(/is gone.*\n.*VOLUME_KEY_FILE/);
    expect(existsSync(join(home, "volume-dev.key"))).toBe(false);
  });

  it("may be kept elsewhere, and is known by its fingerprint there", () => {
    const elsewhere = join(root, "stick.key");
    expect(key(false, elsewhere)).toBe(elsewhere);
    expect(existsSync(join(home, "volume-dev.key"))).toBe(false);
    expect(() => key(true)).toThrow(/volume-dev.key is gone/);
    expect(key(true, elsewhere)).toBe(elsewhere);
  });

  it("kept elsewhere must be 32 bytes, closed to others, and in a directory that is there", () => {
    const elsewhere = join(root, "stick.key");
    writeFileSync(elsewhere, "a passphrase\n", { mode: 0o600 });
    expect(() => key(false, elsewhere)).toThrow(/has 13 bytes; it must be 32 random bytes/);
    writeFileSync(elsewhere, Buffer.alloc(32, 1));
    chmodSync(elsewhere, 0o640);
    expect(() => key(false, elsewhere)).toThrow(/open to others than its owner: chmod 600/);
    expect(() => key(false, join(root, "no", "such"))).toThrow(/cannot be written to .*no\/such/);
  });

  it("that has opened the volume is the one from then on", () => {
    mkdirSync(home);
    writeFileSync(join(home, "volume-dev.key"), Buffer.alloc(32, 1), { mode: 0o600 });
    key(true);
    recordKey({ home, stack: "dev" });
    writeFileSync(join(home, "volume-dev.key"), Buffer.alloc(32, 2));
    expect(() => key(true)).toThrow(/is not the one/);
  });
});

describe("the method", () => {
  const both = { dmCrypt: true, fscrypt: true };

  it("is LUKS where the kernel has dm-crypt, else fscrypt, unless said", () => {
    expect(chooseMethod(undefined, both)).toBe("luks");
    expect(chooseMethod(undefined, { ...both, dmCrypt: false })).toBe("fscrypt");
    expect(chooseMethod("fscrypt", both)).toBe("fscrypt");
  });

  it("is refused where the kernel lacks it, with the one it has", () => {
    expect(() => chooseMethod("luks", { ...both, dmCrypt: false })).toThrow(
      /no dm-crypt. METHOD=fscrypt works/,
    );
    expect(() => chooseMethod("fscrypt", { ...both, fscrypt: false })).toThrow(/METHOD=luks works/);
    expect(() => methodNamed("LUKS")).toThrow(/METHOD=LUKS: allowed are luks and fscrypt/);
  });

  it.each([
    ["nothing", {}, { dmCrypt: false, fscrypt: false }],
    [
      "a module that can be loaded",
      { [`lib/modules/${release()}/modules.dep`]: "kernel/drivers/md/dm-crypt.ko.xz: x\n" },
      { dmCrypt: true, fscrypt: false },
    ],
    [
      "a module that is built in",
      { [`lib/modules/${release()}/modules.builtin`]: "kernel/drivers/md/dm-crypt.ko\n" },
      { dmCrypt: true, fscrypt: false },
    ],
    ["a module that is loaded", { "sys/module/dm_crypt/version": "1" }, { dmCrypt: true, fscrypt: false }],
    [
      "a configuration",
      { [`boot/config-${release()}`]: "CONFIG_DM_CRYPT=y\nCONFIG_FS_ENCRYPTION=y\n" },
      both,
    ],
    [
      "a configuration in /proc",
      { "proc/config.gz": gzipSync("# CONFIG_DM_CRYPT is not set\nCONFIG_FS_ENCRYPTION=y\n") },
      { dmCrypt: false, fscrypt: true },
    ],
    [
      "a feature of ext4",
      { "sys/fs/ext4/features/encryption": "supported\n" },
      { dmCrypt: false, fscrypt: true },
    ],
  ])("sees what the kernel has by %s", (_, files, expected) => {
    for (const [file, content] of Object.entries(files as Record<string, string | Buffer>)) {
      mkdirSync(join(root, file, ".."), { recursive: true });
      writeFileSync(join(root, file), content);
    }
    expect(kernelSupport(root)).toEqual(expected);
  });

  it("names the programs and packages that are not installed", () => {
    const sbin = ["/usr/sbin/fscrypt", "/sbin/fscrypt"].some((path) => existsSync(path));
    const missing = () => requirePrograms("fscrypt", { PATH: "/nowhere" });
    if (sbin) expect(missing).not.toThrow(/apt-get install .*fscrypt/);
    else
      expect(missing).toThrow(
        /programs that are not installed: .*fscrypt.*\. .* sudo apt-get install .*fscrypt/,
      );
  });
});

describe("what is remembered", () => {
  it("is the mount point, and where data goes", () => {
    const file = volumeFile(home, "dev");
    expect(rememberedVolume(file)).toBeUndefined();
    rememberVolume(file, { mountPoint: "/srv/volume", keyFile: "/media/stick/key" });
    expect(file).toBe(join(home, "config", "volume.dev"));
    expect(rememberedVolume(file)).toEqual({
      mountPoint: "/srv/volume",
      directory: "/srv/volume/volumes",
      keyFile: "/media/stick/key",
    });
  });

  it.each(["", "/srv/volume", "mountPoint: relative", "mountPoint: /srv\nother: 1", "{"])(
    "is refused when it is '%s'",
    (text) => {
      mkdirSync(join(home, "config"), { recursive: true });
      writeFileSync(volumeFile(home, "dev"), text);
      expect(() => rememberedVolume(volumeFile(home, "dev"))).toThrow(
        /volume.dev should say where .* Delete it/,
      );
    },
  );
});

describe("removeVolume", () => {
  it.each([undefined, "dev", "yes"])("wants the stack's name repeated: %s", async (confirmation) => {
    const volume = { mountPoint: join(root, "volume"), directory: join(root, "volume", "volumes") };
    rememberVolume(volumeFile(home, "dev"), volume);
    const options = { home, stack: "dev", name: "lakehouse-dev", volume, bound: [] };
    await expect(removeVolume(options, confirmation)).rejects.toThrow(/REMOVE=yes CONFIRM=lakehouse-dev/);
    expect(rememberedVolume(volumeFile(home, "dev"))).toEqual(volume);
  });
});
