import { isDeepStrictEqual } from "node:util";
import type { Values } from "./resource-type";

/** Keys and marks of Pulumi's property encoding (pulumi/sdk: resource/plugin/rpc.go, resource/sig). */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** The value a property has while it is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWNS: ReadonlySet<unknown> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSecret(value: unknown): value is { value?: unknown } {
  return isObject(value) && value[SIGNATURE_KEY] === SECRET_SIGNATURE;
}

export function secret(value: unknown): unknown {
  return isSecret(value) ? value : { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}

export function isUnknown(value: unknown): boolean {
  return UNKNOWNS.has(value);
}

/** Whether any part of a value is not known yet. */
export function containsUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (isObject(value)) return Object.values(value).some(containsUnknown);
  return isUnknown(value);
}

export function containsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(containsSecret);
  return isObject(value) && Object.values(value).some(containsSecret);
}

function plainValue(value: unknown): unknown {
  if (isSecret(value)) return plainValue(value.value);
  if (Array.isArray(value)) return value.map(plainValue);
  return isObject(value) ? plain(value) : value;
}

/** The values without secret marks, without nulls and without Pulumi's own keys (`__defaults`). */
export function plain(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => !key.startsWith("__"))
      .map(([key, value]): [string, unknown] => [key, plainValue(value)])
      .filter(([, value]) => value !== null && value !== undefined),
  );
}

/** Every string inside secrets, for taking them out of messages. */
export function secretStrings(value: unknown, inside = false): string[] {
  if (isSecret(value)) return secretStrings(value.value, true);
  if (Array.isArray(value)) return value.flatMap((each) => secretStrings(each, inside));
  if (isObject(value)) return Object.values(value).flatMap((each) => secretStrings(each, inside));
  return inside && typeof value === "string" && !isUnknown(value) ? [value] : [];
}

/**
 * Marks outputs for the state: a declared secret always, and a property whose input held a secret at the
 * same places, or as a whole when the server's value differs from the input.
 */
export function markSecrets(outputs: Values, inputs: Values, declared: (name: string) => boolean): Values {
  const marked: Values = {};
  for (const [name, value] of Object.entries(outputs)) {
    if (value === undefined || value === null) continue;
    const input = inputs[name];
    if (declared(name)) marked[name] = secret(value);
    else if (!containsSecret(input)) marked[name] = value;
    else marked[name] = isDeepStrictEqual(plainValue(input), value) ? input : secret(value);
  }
  return marked;
}
