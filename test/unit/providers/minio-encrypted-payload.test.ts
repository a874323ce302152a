import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Algorithm, decryptPayload, encryptPayload } from "../../providers/minio/encrypted-payload";

const PASSWORD = "a secret key";
const CHUNK = 16 * 1024;

/** Counter n behind the eight bytes of the header, little endian. */
function nonceOf(payload: Buffer, counter: number): Buffer {
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(counter);
  return Buffer.concat([payload.subarray(33, 41), tail]);
}

describe("admin API payload", () => {
  it.each(Object.entries(Algorithm))("comes back with %s", async (_name, algorithm) => {
    const data = Buffer.from('{"secretKey":"s"}');
    const payload = await encryptPayload(PASSWORD, data, algorithm);
    expect(payload[32]).toBe(algorithm);
    expect(payload.length).toBe(32 + 1 + 8 + data.length + 16);
    expect(await decryptPayload(PASSWORD, payload)).toEqual(data);
  });

  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])("comes back at %i bytes", async (length) => {
    const data = Buffer.alloc(length, 7);
    const payload = await encryptPayload(PASSWORD, data, Algorithm.Pbkdf2AesGcm);
    const chunks = Math.max(1, Math.ceil(length / CHUNK));
    expect(payload.length).toBe(41 + length + 16 * chunks);
    expect(await decryptPayload(PASSWORD, payload)).toEqual(data);
  });

  it("has the structure of a secure-io stream: counter 1, 0x80 and the tag of counter 0 as associated data", async () => {
    const payload = await encryptPayload(PASSWORD, Buffer.from("hello"), Algorithm.Pbkdf2AesGcm);
    const key = pbkdf2Sync(PASSWORD, payload.subarray(0, 32), 8192, 32, "sha256");
    // GCM's tag over nothing, found independently of the code under test.
    const { createCipheriv } = await import("node:crypto");
    const empty = createCipheriv("aes-256-gcm", key, nonceOf(payload, 0));
    empty.final();
    const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(payload, 1));
    decipher.setAAD(Buffer.concat([Buffer.from([0x80]), empty.getAuthTag()]));
    decipher.setAuthTag(payload.subarray(payload.length - 16));
    const plaintext = decipher.update(payload.subarray(41, payload.length - 16));
    decipher.final();
    expect(plaintext.toString()).toBe("hello");
  });

  it("refuses another key, changed, swapped and cut-off chunks", async () => {
    const payload = await encryptPayload(PASSWORD, Buffer.alloc(2 * CHUNK + 5, 1), Algorithm.Pbkdf2AesGcm);
    await expect(decryptPayload("another", payload)).rejects.toThrow();
    const changed = Buffer.from(payload);
    changed[60] = changed[60]! ^ 1;
    await expect(decryptPayload(PASSWORD, changed)).rejects.toThrow();
    const sealed = CHUNK + 16;
    const first = payload.subarray(41, 41 + sealed);
    const second = payload.subarray(41 + sealed, 41 + 2 * sealed);
    const rest = payload.subarray(41 + 2 * sealed);
    await expect(
      decryptPayload(PASSWORD, Buffer.concat([payload.subarray(0, 41), second, first, rest])),
    ).rejects.toThrow();
    await expect(decryptPayload(PASSWORD, payload.subarray(0, 41 + 2 * sealed))).rejects.toThrow();
    await expect(decryptPayload(PASSWORD, payload.subarray(0, 41 + 2 * sealed + 3))).rejects.toThrow(
      "inside a chunk",
    );
    await expect(decryptPayload(PASSWORD, Buffer.alloc(20))).rejects.toThrow("57 bytes");
  });

  it("does not repeat itself", async () => {
    const data = Buffer.from("x");
    const [one, two] = [
      await encryptPayload(PASSWORD, data, Algorithm.Pbkdf2AesGcm),
      await encryptPayload(PASSWORD, data, Algorithm.Pbkdf2AesGcm),
    ];
    expect(one.subarray(0, 32)).not.toEqual(two.subarray(0, 32));
  });
});
