import { randomBytes } from "node:crypto";

const STATIC_NAME = /^[0-9A-Za-z=,.@\-_+]+$/;
const POLICY_NAME = /^[\w+=,.@:-]*$/;

/** Why the value is no name for a user or group, or undefined (official rule, LDAP names left out). */
export function principalNameProblem(value: string): string | undefined {
  if (STATIC_NAME.test(value)) return undefined;
  return `is ${JSON.stringify(value)}; it may only hold letters, digits and = , . @ - _ +`;
}

/** Why the value is no policy name, or undefined (official rule). */
export function policyNameProblem(value: string): string | undefined {
  if (value !== "" && value.length <= 96 && POLICY_NAME.test(value)) return undefined;
  return `is ${JSON.stringify(value)}; it must have 1 to 96 characters out of letters, digits and + = , . @ : - _`;
}

let counter = 0;

/** Identifier in Terraform's form: prefix, UTC time to a tenth of a millisecond, counter. */
export function uniqueId(prefix: string, now = new Date()): string {
  const time = now.toISOString().replace(/\D/g, "").padEnd(18, "0").slice(0, 18);
  counter = (counter + 1) % 0x1_0000_0000;
  return `${prefix}${time}${counter.toString(16).padStart(8, "0")}`;
}

/** A secret key in the official provider's form: 40 random bytes, URL-safe base64 with padding. */
export function generateSecretKey(): string {
  return randomBytes(40).toString("base64").replace(/\+/g, "-").replace(/\//g, "_");
}
