import { randomInt } from "node:crypto";
import type { Property, ResourceType, Values } from "../runtime";

const SETS = {
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  lower: "abcdefghijklmnopqrstuvwxyz",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
} as const;

type Kind = keyof typeof SETS;
const KINDS: readonly Kind[] = ["upper", "lower", "numeric", "special"];
const minimumOf = (kind: Kind): string => `min${kind[0]?.toUpperCase() ?? ""}${kind.slice(1)}`;

/** Arguments of random strings and passwords; every change replaces. */
export const characterArguments: Record<string, Property> = {
  length: { type: "number", required: true, forceNew: true },
  overrideSpecial: { type: "string", forceNew: true },
  keepers: { type: "object", items: "string", forceNew: true },
  ...Object.fromEntries(
    KINDS.flatMap((kind): [string, Property][] => [
      [kind, { type: "boolean", forceNew: true, default: true }],
      [minimumOf(kind), { type: "number", forceNew: true, default: 0 }],
    ]),
  ),
};

function charactersOf(kind: Kind, inputs: Values): string {
  return (kind === "special" && (inputs.overrideSpecial as string | undefined)) || SETS[kind];
}

export const checkCharacters: NonNullable<ResourceType<undefined>["check"]> = (inputs) => {
  const minimum = KINDS.reduce((sum, kind) => sum + Number(inputs[minimumOf(kind)]), 0);
  const length = Number(inputs.length);
  if (!Number.isInteger(length) || length < Math.max(1, minimum))
    return [{ property: "length", reason: `is ${length}; allowed: at least ${Math.max(1, minimum)}` }];
  if (KINDS.every((kind) => inputs[kind] === false))
    return [{ property: "special", reason: `is false; at least one of ${KINDS.join(", ")} must be true` }];
  return [];
};

function pick(characters: string, count: number): string[] {
  const each = [...characters];
  return Array.from({ length: count }, () => each[randomInt(each.length)] ?? "");
}

function shuffle(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? "", characters[last] ?? ""];
  }
  return characters;
}

/** A random string from the kinds of characters allowed, with at least the minimum of each. */
export function randomCharacters(inputs: Values): string {
  const required = KINDS.flatMap((kind) => pick(charactersOf(kind, inputs), Number(inputs[minimumOf(kind)])));
  const allowed = KINDS.filter((kind) => inputs[kind] === true)
    .map((kind) => charactersOf(kind, inputs))
    .join("");
  return shuffle([...required, ...pick(allowed, Number(inputs.length) - required.length)]).join("");
}
