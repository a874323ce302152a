import * as pulumi from "@pulumi/pulumi";
import { explain, isMisspelt, mistakeText } from "./explain";
import { schema, type Config } from "./schema";

const namespace = "lakehouse";
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
  return result.success ? result.data : refuse(explain(schema, result.error, given), stack);
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
    if (secrets.includes(key))
      mistakes.push(
        `${key} is set as a secret, and no key here is one: it becomes part of names and limits that anyone may see. Set it in plain.`,
      );
    raw[name] = valueOf(text);
  }
  return mistakes.length > 0 ? refuse(mistakes, stack) : parseConfig(raw, stack);
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
