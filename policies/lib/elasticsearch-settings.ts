/** Settings by their full names; a single value is a list of one. */
export type Settings = Map<string, string[]>;

/** Settings of a document, however deep it nests them. */
export function flatSettings(name: string, value: unknown): [string, string[]][] {
  // What comes from a provider's values is an array by its behaviour alone.
  if (Array.isArray(value)) return [[name, Array.from(value, String)]];
  if (value === null || typeof value !== "object") return [[name, scalar(value)]];
  return Object.keys(value).flatMap((key) =>
    flatSettings(name === "" ? key : `${name}.${key}`, (value as Record<string, unknown>)[key]),
  );
}

/** A value by itself, as text; none where a key has none. */
const scalar = (value: unknown): string[] =>
  ["string", "number", "boolean", "bigint"].includes(typeof value) ? [String(value)] : [];
