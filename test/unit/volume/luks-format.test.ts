import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { capture, findOnPath } from "../../../tools/pulumi/process";

const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
const reason = findOnPath("cryptsetup", { PATH }) ? undefined : "cryptsetup is not installed";
const env = { ...process.env, PATH };

/** Formatting needs no dm-crypt; opening does, and is not tried here. */
describe.skipIf(reason)(`a LUKS volume${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let root: string;
  let image: string;
  let key: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "luks-"));
    [image, key] = [join(root, "image"), join(root, "key")];
    writeFileSync(image, "");
    truncateSync(image, 64 * 2 ** 20);
    writeFileSync(key, randomBytes(32));
    const script = join(__dirname, "../../../tools/volume/luks-format.sh");
    const { code, stderr } = await capture("bash", [script, image, key], { env });
    expect(`${code} ${stderr}`).toBe("0 ");
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it("is LUKS2 with AES in XTS mode and 512 bits of key", async () => {
    const { stdout } = await capture("cryptsetup", ["luksDump", image], { env });
    expect(stdout).toMatch(/^Version:\s+2$/m);
    expect(stdout).toMatch(/^Data segments:\n.*\n.*\n.*\n\s+cipher: aes-xts-plain64$/m);
    expect(stdout).toMatch(/^\s+Key:\s+512 bits$/m);
    expect(stdout).toMatch(/^\s+PBKDF:\s+pbkdf2$/m);
  });

  it("takes its key, and no other", async () => {
    const open = async (file: string) =>
      (await capture("cryptsetup", ["open", "--test-passphrase", "--key-file", file, image], { env })).code;
    writeFileSync(join(root, "other"), randomBytes(32));
    expect([await open(key), await open(join(root, "other"))]).toEqual([0, 2]);
  });
});
