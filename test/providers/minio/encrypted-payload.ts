/**
 * The MinIO admin API's encrypted request and response bodies.
 *
 * Layout (madmin-go, encrypt.go): `salt (32) | algorithm (1) | nonce (8) | chunks`. The chunks are
 * a secure-io stream (sio-go): the plaintext in pieces of 16 KiB, each sealed with the nonce
 * `nonce | counter` (32 bit, little endian). Counter 0 seals nothing: its tag, after a byte that
 * marks the last chunk, is every chunk's associated data, so pieces can be neither reordered nor cut off.
 */
import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from "node:crypto";
import { argon2idAsync } from "@noble/hashes/argon2.js";

const SALT_LENGTH = 32;
const NONCE_LENGTH = 8;
const HEADER_LENGTH = SALT_LENGTH + 1 + NONCE_LENGTH;
const TAG_LENGTH = 16;
const CHUNK_LENGTH = 16 * 1024;
const MORE_CHUNKS = 0x00;
const LAST_CHUNK = 0x80;

/** Key derivation and cipher, by the identifier in the header. */
export const Algorithm = { Argon2idAesGcm: 0x00, Argon2idChaCha20: 0x01, Pbkdf2AesGcm: 0x02 } as const;
type Algorithm = (typeof Algorithm)[keyof typeof Algorithm];

async function deriveKey(password: string, salt: Buffer, algorithm: Algorithm): Promise<Buffer> {
  if (algorithm === Algorithm.Pbkdf2AesGcm) return pbkdf2Sync(password, salt, 8192, 32, "sha256");
  return Buffer.from(await argon2idAsync(password, salt, { t: 1, m: 64 * 1024, p: 4, dkLen: 32 }));
}

function chunkNonce(nonce: Buffer, counter: number): Buffer {
  const whole = Buffer.alloc(NONCE_LENGTH + 4);
  nonce.copy(whole);
  whole.writeUInt32LE(counter, NONCE_LENGTH);
  return whole;
}

const options = { authTagLength: TAG_LENGTH };

function seal(
  key: Buffer,
  algorithm: Algorithm,
  nonce: Buffer,
  plaintext: Buffer,
  associated: Buffer,
): Buffer {
  const cipher =
    algorithm === Algorithm.Argon2idChaCha20
      ? createCipheriv("chacha20-poly1305", key, nonce, options)
      : createCipheriv("aes-256-gcm", key, nonce, options);
  cipher.setAAD(associated, { plaintextLength: plaintext.length });
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Buffer, algorithm: Algorithm, nonce: Buffer, sealed: Buffer, associated: Buffer): Buffer {
  const body = sealed.subarray(0, sealed.length - TAG_LENGTH);
  const decipher =
    algorithm === Algorithm.Argon2idChaCha20
      ? createDecipheriv("chacha20-poly1305", key, nonce, options)
      : createDecipheriv("aes-256-gcm", key, nonce, options);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_LENGTH));
  decipher.setAAD(associated, { plaintextLength: body.length });
  return Buffer.concat([decipher.update(body), decipher.final()]);
}

/** Encrypts a request body with the calling user's secret key. */
export async function encryptPayload(
  password: string,
  data: Buffer,
  algorithm: Algorithm = Algorithm.Argon2idAesGcm,
): Promise<Buffer> {
  const salt = randomBytes(SALT_LENGTH);
  const nonce = randomBytes(NONCE_LENGTH);
  const key = await deriveKey(password, salt, algorithm);
  const streamTag = seal(key, algorithm, chunkNonce(nonce, 0), Buffer.alloc(0), Buffer.alloc(0));
  const parts: Buffer[] = [salt, Buffer.from([algorithm]), nonce];
  for (let offset = 0, counter = 1; ; counter++) {
    const chunk = data.subarray(offset, offset + CHUNK_LENGTH);
    offset += chunk.length;
    const last = offset >= data.length;
    const associated = Buffer.concat([Buffer.from([last ? LAST_CHUNK : MORE_CHUNKS]), streamTag]);
    parts.push(seal(key, algorithm, chunkNonce(nonce, counter), chunk, associated));
    if (last) return Buffer.concat(parts);
  }
}

/** Decrypts a response body; throws when it was not made with this secret key or was altered. */
export async function decryptPayload(password: string, data: Buffer): Promise<Buffer> {
  if (data.length < HEADER_LENGTH + TAG_LENGTH) {
    throw new Error(
      `an encrypted admin API body has at least ${HEADER_LENGTH + TAG_LENGTH} bytes, this one ${data.length}`,
    );
  }
  const salt = data.subarray(0, SALT_LENGTH);
  const algorithm = data[SALT_LENGTH] as Algorithm;
  if (!Object.values(Algorithm).includes(algorithm)) {
    throw new Error(`unknown encryption algorithm ${algorithm} in an admin API body (known: 0, 1, 2)`);
  }
  const nonce = data.subarray(SALT_LENGTH + 1, HEADER_LENGTH);
  const key = await deriveKey(password, salt, algorithm);
  const streamTag = seal(key, algorithm, chunkNonce(nonce, 0), Buffer.alloc(0), Buffer.alloc(0));
  const parts: Buffer[] = [];
  for (let offset = HEADER_LENGTH, counter = 1; ; counter++) {
    const chunk = data.subarray(offset, offset + CHUNK_LENGTH + TAG_LENGTH);
    offset += chunk.length;
    const last = offset >= data.length;
    if (chunk.length < TAG_LENGTH) throw new Error("an encrypted admin API body ends inside a chunk");
    const associated = Buffer.concat([Buffer.from([last ? LAST_CHUNK : MORE_CHUNKS]), streamTag]);
    parts.push(open(key, algorithm, chunkNonce(nonce, counter), chunk, associated));
    if (last) return Buffer.concat(parts);
  }
}
