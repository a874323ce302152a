import { distance } from "fastest-levenshtein";
import type { z } from "zod";

/** The part of a schema that is read here. */
type Section = { shape: Record<string, unknown> };

/** What a value must be, in the words of the operator. */
const kinds: Record<string, string> = {
  object: "a map of keys",
  array: "a list",
  boolean: "true or false",
  string: "a text",
  number: "a number",
  int: "a whole number",
};

/** How the value would be written as what is expected. (YAML takes a bare 2026 for a number; quotes decide.) */
function rewritten(expected: string, value: unknown): string {
  if (expected === "string" && ["number", "boolean"].includes(typeof value))
    return `: write it in quotes, "${String(value)}"`;
  return expected === "array" && typeof value === "string" ? `: write it as [${value}]` : "";
}

/** What may stand in a place. */
function allowed(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case "too_big":
      return `at most ${issue.maximum}${issue.origin === "array" ? " of them" : ""}`;
    case "too_small":
      return `at least ${issue.minimum}`;
    case "invalid_value":
      return `one of ${issue.values.map(String).join(", ")}${suggestion(value, issue.values.map(String))}`;
    case "invalid_type":
      return `${kinds[issue.expected] ?? issue.expected} is expected${rewritten(issue.expected, value)}`;
    default:
      return issue.message;
  }
}

/** Typing errors up to which a word is taken for another. */
const slips = 3;

/** The one among the known words that was probably meant. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const [first] = known
    .map((each) => ({ each, far: distance(each.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  return first && first.far <= Math.min(slips, word.length - 1) ? first.each : undefined;
}

/** Whether a word is another with a slip or two. */
export const isMisspelt = (word: string, other: string): boolean => nearest(word, [other]) !== undefined;

function suggestion(value: unknown, known: readonly string[]): string {
  const meant = typeof value === "string" ? nearest(value, known) : undefined;
  return meant === undefined ? "" : `. Did you mean ${meant}?`;
}

function sectionOf(schema: Section, path: readonly string[]): Section | undefined {
  let node: unknown = schema;
  for (const key of path) {
    node = (node as Section).shape?.[key];
    while (node && !(node as Partial<Section>).shape) {
      const inner = (node as { def?: { innerType?: unknown } }).def?.innerType;
      if (!inner) return undefined;
      node = inner;
    }
  }
  return node as Section | undefined;
}

/** How to mend a key that is not known: written in the wrong form, or misspelt. */
function unknownKey(schema: Section, path: readonly string[], key: string): string {
  const name = `lakehouse:${[...path, key].join(".")}`;
  const [section = "", ...rest] = key.split(".");
  if (rest.length > 0 && sectionOf(schema, [...path, section])?.shape[rest[0]!])
    return `${name} is a key inside a section: write it as 'lakehouse:${[...path, section].join(".")}: {${rest.join(".")}: ...}'.`;
  const known = Object.keys(sectionOf(schema, path)?.shape ?? {});
  return `${name} is not a key${suggestion(key, known) || "."} Keys here: ${known.join(", ")}.`;
}

const sentence = (text: string) => (/[.?]$/.test(text) ? text : `${text}.`);

/**
 * One line for each wrong key: the key, its value and what is allowed.
 * @param given the values as they were read
 */
export function explain(schema: Section, error: z.ZodError, given: Record<string, unknown>): string[] {
  return error.issues.flatMap((issue) => {
    const at = issue.path.map(String);
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(schema, at, key));
    const value = at.reduce<unknown>(
      (node, key) => (node as Record<string, unknown> | undefined)?.[key],
      given,
    );
    const shown = value === undefined ? "not set" : `is ${JSON.stringify(value)}`;
    return [sentence(`lakehouse:${at.join(".")} ${shown}: ${allowed(issue, value)}`)];
  });
}

/** The one message about all mistakes of a stack's configuration. */
export const mistakeText = (mistakes: readonly string[], stack: string): string =>
  `The configuration is not valid:\n${mistakes.map((each) => `  ${each}`).join("\n")}\n` +
  `  Remedy: correct it in Pulumi.${stack}.yaml, or in the file that LAKEHOUSE_CONFIG names; every key, its range and its ` +
  "default: docs/configuration.md.\nNothing was created or changed.";
