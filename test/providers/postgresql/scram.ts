/**
 * SCRAM-SHA-256 verifiers as PostgreSQL stores them (RFC 5803). The provider sends a verifier in place of
 * the password, so that no statement log can hold it.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";

const ITERATIONS = 4096;
const VERIFIER = /^SCRAM-SHA-256\$(\d+):([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)$/;

/** Why the provider cannot store this password, or undefined. */
export function passwordProblem(password: string): string | undefined {
  // SASLprep leaves these as they are; other characters would need its tables.
  if (/^[\x20-\x7e]*$/.test(password)) return undefined;
  return "must be printable ASCII in this test provider";
}

/** Whether the text is a verifier already, and no password. */
export function isVerifier(text: string): boolean {
  return VERIFIER.test(text);
}

/** The verifier that PostgreSQL stores for a password. */
export function verifierOf(
  password: string,
  salt: Buffer = randomBytes(16),
  iterations = ITERATIONS,
): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const keyFor = (purpose: string) => createHmac("sha256", salted).update(purpose).digest();
  const storedKey = createHash("sha256").update(keyFor("Client Key")).digest("base64");
  const serverKey = keyFor("Server Key").toString("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}

/** Whether the stored text belongs to this password (or is this verifier). */
export function passwordMatches(stored: string, password: string): boolean {
  const [, iterations, salt] = VERIFIER.exec(stored) ?? [];
  if (iterations === undefined || salt === undefined) return stored === password;
  if (isVerifier(password)) return stored === password;
  const expected = Buffer.from(verifierOf(password, Buffer.from(salt, "base64"), Number(iterations)));
  const actual = Buffer.from(stored);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
