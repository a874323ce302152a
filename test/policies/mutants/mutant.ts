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

/** The value in a place; undefined where there is none. */
export const valueAt = (inputs: Inputs, path: Path): unknown =>
  path.reduce<Inputs | undefined>((inner, step) => inner?.[step] as Inputs | undefined, inputs);

/** What a pod of an object of Kubernetes is made of; undefined for one that makes none. */
export const podSpecOf = (inputs: Inputs): Inputs | undefined =>
  valueAt(inputs, ["spec", "template", "spec"]) as Inputs | undefined;

/** Puts a value in place, or with undefined takes what is there out of its object or list. */
export function put(inputs: Inputs, path: Path, value: unknown): void {
  const key = path.at(-1)!;
  const holder = valueAt(inputs, path.slice(0, -1)) as Inputs;
  if (value !== undefined) holder[key] = value;
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

/** A place in words: entries of lists by what they are, not by where they stand. */
export function wordsOf(inputs: Inputs, path: Path): string {
  return path
    .map((key, index) => {
      if (typeof key === "string") return index === 0 ? key : `.${key}`;
      const entry = valueAt(inputs, path.slice(0, index + 1));
      const named = entry as Inputs;
      const label =
        typeof entry === "string"
          ? entry
          : (named["file"] ??
            named["containerPath"] ??
            named["label"] ??
            named["id"] ??
            (inputs["metadata"] ? named["name"] : undefined) ??
            key);
      return `[${label}]`;
    })
    .join("");
}
