import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { OperatorError } from "./pulumi/report";

const bytes = (text = "") => Buffer.from(text, "base64");
/** Bytes that AES-GCM puts behind what it encrypts. */
const tagBytes = 16;

/**
 * Whether a passphrase is the one of a settings file's `encryptionsalt`, which holds a salt and a word encrypted with both:
 * `v1:<salt>:v1:<nonce>:<word>`. Key and cipher are those of Pulumi's `NewSymmetricCrypterFromPassphrase`.
 */
export function isPassphraseOf(encryptionSalt: string, passphrase: string): boolean {
  const [, salt, , nonce, word] = encryptionSalt.split(":");
  const key = pbkdf2Sync(passphrase, bytes(salt), 1_000_000, 32, "sha256");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes(nonce));
    decipher.setAuthTag(bytes(word).subarray(-tagBytes));
    decipher.update(bytes(word).subarray(0, -tagBytes));
    decipher.final();
    return true;
  } catch {
    return false;
  }
}

/**
 * Checks the operator's own passphrase, in the order in which Pulumi looks for it.
 * @param file the settings file that carries the salt
 * @throws OperatorError when there is none, or it is another one
 */
export function requireOwnPassphrase(file: string, encryptionSalt: string, env: NodeJS.ProcessEnv): void {
  const { PULUMI_CONFIG_PASSPHRASE: said, PULUMI_CONFIG_PASSPHRASE_FILE: kept } = env;
  const set =
    "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to it and run the command again.";
  if (said === undefined && !kept) {
    throw new OperatorError(
      `${file} carries an encryptionsalt: its secrets were set with a passphrase of yours. ${set}`,
    );
  }
  if (said === undefined && !existsSync(kept!))
    throw new OperatorError(`PULUMI_CONFIG_PASSPHRASE_FILE=${kept}: there is no such file. ${set}`);
  if (isPassphraseOf(encryptionSalt, said ?? readFileSync(kept!, "utf8").trim())) return;
  throw new OperatorError(
    `The passphrase in ${said === undefined ? `PULUMI_CONFIG_PASSPHRASE_FILE (${kept})` : "PULUMI_CONFIG_PASSPHRASE"} is not the ` +
      `one that the secrets of ${file} were set with (its encryptionsalt says so). ${set} Nothing was changed.`,
  );
}
