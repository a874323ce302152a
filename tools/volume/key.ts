import { createHash, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { OperatorError } from "../pulumi/report";

/** Bytes of a key: what fscrypt's raw keys have, and as much as AES-256 is worth. */
const keyBytes = 32;

const fingerprintOf = (key: Buffer) =>
  createHash("sha256").update("lakehouse volume ").update(key).digest("hex");

/** Where a stack's volume key is kept. */
export interface KeyPlace {
  /** The state directory. */
  home: string;
  stack: string;
  /** A file of the operator's own, on other storage. @default one in the state directory */
  keyFile?: string;
}

export const keyFileOf = ({ home, stack, keyFile }: KeyPlace): string =>
  keyFile ?? join(home, `volume-${stack}.key`);
const fingerprintFile = ({ home, stack }: KeyPlace) => join(home, `volume-${stack}.key.sha256`);

function readKey(file: string): Buffer | undefined {
  if (!existsSync(file)) return undefined;
  if (!statSync(file).isFile()) throw new OperatorError(`The volume's key ${file} is not a file.`);
  return readFileSync(file);
}

function makeKey(file: string, own: boolean): Buffer {
  const key = randomBytes(keyBytes);
  if (own) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, key, { mode: 0o600, flag: "wx", flush: true });
  } catch (error) {
    throw new OperatorError(`The volume's key cannot be written to ${file}: ${(error as Error).message}`);
  }
  return key;
}

/**
 * The key of a volume, as a file: made once, for a volume that is still to be made. A fingerprint in the state directory
 * tells a lost or altered one before anything is tried with it. (32 random bytes cannot be guessed from it.)
 * @param inUse whether the volume exists, so that no other key will do
 * @throws OperatorError when the key is not there, not the one, or open to others
 */
export function volumeKey(place: KeyPlace, inUse: boolean): string {
  const file = keyFileOf(place);
  const own = place.keyFile === undefined;
  const expected = existsSync(fingerprintFile(place))
    ? readFileSync(fingerprintFile(place), "utf8").trim()
    : undefined;
  const current = readKey(file);
  if (inUse && (!current || (expected && fingerprintOf(current) !== expected))) {
    throw new OperatorError(
      `The key in ${file} is ${current ? "not the one" : "gone, and with it the one"} that opens the encrypted volume. ` +
        "Nothing has been tried with it.\nPut the file back from a backup, or say where it is with VOLUME_KEY_FILE. " +
        "Without it the data in the volume is lost.",
    );
  }
  const key = current ?? makeKey(file, own);
  if (key.length !== keyBytes) {
    throw new OperatorError(
      `The volume's key ${file} has ${key.length} bytes; it must be ${keyBytes} random bytes, nothing before or after: ` +
        `make it with 'head -c ${keyBytes} /dev/urandom', or name a file that does not exist yet, and it is made.`,
    );
  }
  if (own) chmodSync(file, 0o600);
  else if ((statSync(file).mode & 0o077) !== 0) {
    throw new OperatorError(`The volume's key ${file} is open to others than its owner: chmod 600 ${file}`);
  }
  if (!inUse) recordKey(place);
  return file;
}

/** Takes the key for the right one from now on: it has opened the volume. */
export function recordKey(place: KeyPlace): void {
  const fingerprint = fingerprintOf(readFileSync(keyFileOf(place)));
  mkdirSync(place.home, { recursive: true, mode: 0o700 });
  writeFileSync(fingerprintFile(place), `${fingerprint}\n`, { mode: 0o600 });
}

/** Deletes the key that was made here; one the operator keeps elsewhere is theirs. */
export function deleteKey(place: KeyPlace): void {
  if (place.keyFile === undefined) rmSync(keyFileOf(place), { force: true });
  rmSync(fingerprintFile(place), { force: true });
}
