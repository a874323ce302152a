import * as pulumi from "@pulumi/pulumi";
import { explain, isMisspelt, mistakeText } from "./explain";
import { perimeterMistakes } from "./perimeter";
import { schema, type Config } from "./schema";

const namespace = "lakehouse";
/** Keys whose values are secret: they must be encrypted, and are never shown. */
export const secretKeys: readonly string[] = ["signOnSecret", "keyStoreToken"];
const refuse = (mistakes: string[], stack: string): never => {
  throw new pulumi.RunError(mistakeText(mistakes, stack));
};

/**
 * Checks raw values against the schema.
 * @throws pulumi.RunError with one line per wrong key
 */
export function parseConfig(raw: Record<string, unknown>, stack: string): Config {
  const given = { name: `${namespace}-${stack}`, ...raw };
  const result = schema.safeParse(given);
  if (!result.success) return refuse(explain(schema, result.error, hidden(given)), stack);
  const mistakes = [...secretMistakes(result.data), ...perimeterMistakes(result.data)];
  return mistakes.length > 0 ? refuse(mistakes, stack) : result.data;
}

/** Configuration as the engine hands it over. */
export interface ConfigTexts {
  /** Text by key with its namespace; numbers, booleans, lists and maps as JSON. */
  texts: Record<string, string>;
  /** Keys whose value, or a part of it, is encrypted. */
  secrets: readonly string[];
  stack: string;
}

/**
 * Picks this project's keys out of all there are, and checks them.
 * @throws pulumi.RunError with one line per wrong key
 */
export function configFrom({ texts, secrets, stack }: ConfigTexts): Config {
  const raw: Record<string, unknown> = {};
  const mistakes: string[] = [];
  for (const [key, text] of Object.entries(texts)) {
    const at = key.indexOf(":");
    const [space, name] = [key.slice(0, at), key.slice(at + 1)];
    // Other namespaces are the providers'; one that is nearly ours would have no effect at all.
    if (space !== namespace && isMisspelt(space, namespace))
      mistakes.push(`${key} is not a key. Did you mean ${namespace}:${name}?`);
    if (space !== namespace) continue;
    if (secrets.includes(key) && !secretKeys.includes(name))
      mistakes.push(
        `${key} is set as a secret, and is none: it becomes part of names and limits that anyone may see. Set it in plain.`,
      );
    if (!secrets.includes(key) && secretKeys.includes(name))
      mistakes.push(
        `${key} is set in plain, for everyone to read: encrypt it anew with 'make secret', and change it where it is known.`,
      );
    // A secret is a text whatever it looks like.
    raw[name] = secretKeys.includes(name) ? text : valueOf(text);
  }
  return mistakes.length > 0 ? refuse(mistakes, stack) : parseConfig(raw, stack);
}

/** The values without those that are secret. */
const hidden = (given: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, secretKeys.includes(key) ? "(secret)" : value]),
  );

/** A secret is there where it is asked for, and nowhere else. */
function secretMistakes({ signOn, signOnSecret, keyStore, keyStoreToken }: Config): string[] {
  if (keyStore !== undefined && keyStoreToken === undefined)
    return [
      `${namespace}:keyStoreToken not set: keyStore needs it; encrypt it with 'make secret KEY=keyStoreToken'.`,
    ];
  if (keyStore === undefined && keyStoreToken !== undefined)
    return [
      `${namespace}:keyStoreToken is set and has no effect: there is no keyStore. Take it away, or set keyStore.`,
    ];
  if (signOn.by !== "embedded" && signOnSecret === undefined)
    return [
      `${namespace}:signOnSecret not set: signOn.by: ${signOn.by} needs it; encrypt it with 'make secret'.`,
    ];
  if (signOn.by === "embedded" && signOnSecret !== undefined)
    return [
      `${namespace}:signOnSecret is set and has no effect: signOn.by is embedded. Take it away, or set signOn.by.`,
    ];
  return [];
}

/** Reads this stack's `lakehouse:*` configuration. */
export function loadConfig(): Config {
  // Where Pulumi's SDK keeps it; its own function for it is not part of its types.
  const secrets = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]") as string[];
  return configFrom({ texts: pulumi.runtime.allConfig(), secrets, stack: pulumi.getStack() });
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
