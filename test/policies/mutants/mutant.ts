import type { GraphResource } from "../../../policies/evaluate";

/** A graph in which one thing is weaker than it was: one resource changed, or gone. */
export interface Mutant {
  /** Resource and change, in words; unique. */
  what: string;
  at: GraphResource;
  /** Undefined when the resource is gone. */
  becomes: GraphResource | undefined;
}

/** A place in a resource's inputs: keys and, in lists, indexes. */
export type Path = readonly (string | number)[];

export type Inputs = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

const shortType = (type: string) => type.split(":").at(-1)!;

/** A mutant by a change of a copy of the resource. */
export function mutant(at: GraphResource, change: string, edit: (copy: GraphResource) => void): Mutant {
  const becomes = structuredClone(at);
  edit(becomes);
  return { what: `${shortType(at.type)} ${at.name}: ${change}`, at, becomes };
}

/** The mutant in which the resource is not there. */
export const withoutIt = (at: GraphResource): Mutant => ({
  what: `${shortType(at.type)} ${at.name}: is gone`,
  at,
  becomes: undefined,
});

/** Every place of every value, whole objects and lists included. */
export function placesIn(value: unknown, path: Path = []): [Path, unknown][] {
  const below =
    Array.isArray(value) || (value !== null && typeof value === "object")
      ? Object.entries(value).flatMap(([key, item]) =>
          placesIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return path.length === 0 ? below : [[path, value], ...below];
}

/** Puts a value in place, or with undefined takes what is there out of its object or list. */
export function put(inputs: Inputs, path: Path, value: unknown): void {
  const key = path.at(-1)!;
  const holder = path.slice(0, -1).reduce<Inputs>((inner, step) => inner[step], inputs);
  if (value !== undefined) holder[key] = value;
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

/** A place in words: entries of lists by what they are, not by where they stand. */
export function wordsOf(inputs: Inputs, path: Path): string {
  return path
    .map((key, index) => {
      if (typeof key === "string") return index === 0 ? key : `.${key}`;
      const entry = path.slice(0, index + 1).reduce<Inputs>((inner, step) => inner[step], inputs) as unknown;
      const named = entry as Inputs;
      const label =
        typeof entry === "string"
          ? entry
          : (named["file"] ?? named["containerPath"] ?? named["label"] ?? named["id"] ?? key);
      return `[${label}]`;
    })
    .join("");
}
