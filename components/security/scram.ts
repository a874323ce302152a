import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

/** PostgreSQL's own number (`scram_iterations`). */
const iterations = 4096;

/**
 * What PostgreSQL keeps of a password, in the form in which it takes it as one. The salt follows from the password: the same
 * one gives the same verifier, and of 32 random characters it tells nothing.
 * Source: RFC 5802, section 3; PostgreSQL 17 manual, "pg_authid".
 */
export function scramVerifier(password: string): string {
  const salt = createHash("sha256").update(`salt ${password}`).digest().subarray(0, 16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const keyed = (text: string) => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(keyed("Client Key")).digest("base64");
  const server = keyed("Server Key").toString("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${stored}:${server}`;
}
