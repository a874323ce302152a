import { isDeepStrictEqual } from "node:util";
import { fill } from "./check";
import type { Property, ResourceType, Values } from "./resource-type";
import { containsUnknown, isObject } from "./wire";

export interface Change {
  kind: "add" | "update" | "delete";
  replaces: boolean;
  /** Whether the program's arguments changed; otherwise the server's value did. */
  inInputs: boolean;
}

export interface Difference {
  changes: Record<string, Change>;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

export interface DiffArguments {
  /** Outputs of the last operation. */
  state: Values;
  oldInputs: Values;
  inputs: Values;
  ignoreChanges: readonly string[];
  /** Arguments the program left out and check filled in. */
  defaulted: readonly string[];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const keyed = value.map(sorted).map((each) => [JSON.stringify(each), each] as const);
    return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, each]) => each);
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

/** Equality as the server sees it: order counts only where the schema says so. */
export function sameValue(left: unknown, right: unknown, property: Property | undefined): boolean {
  return property?.unordered === true
    ? isDeepStrictEqual(sorted(left), sorted(right))
    : isDeepStrictEqual(left, right);
}

/** Terraform does not tell a zero value from an absent one. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

function kindOfChange(
  name: string,
  property: Property,
  type: ResourceType<unknown>,
  { state, oldInputs, inputs }: DiffArguments,
): Change["kind"] | undefined {
  const input = inputs[name];
  if (input === undefined) {
    if (property.computed === true) return undefined;
    const before = type.comparesState === true ? state[name] : oldInputs[name];
    if (isEmpty(before) || property.suppressDiff?.(before, undefined) === true) return undefined;
    return "delete";
  }
  const current = name in state ? state[name] : oldInputs[name];
  if (isEmpty(current) && isEmpty(input)) return undefined;
  if (current === undefined) return "add";
  if (containsUnknown(input)) return "update";
  if (sameValue(current, input, property) || property.suppressDiff?.(current, input) === true)
    return undefined;
  return "update";
}

/** The protocol's Diff over plain values. */
export function diffResource(type: ResourceType<unknown>, given: DiffArguments): Difference {
  const filled = { ...given, inputs: fill(given.inputs, type.inputs) };
  const ignored = new Set(given.ignoreChanges.map((path) => path.split(/[.[]/)[0]));
  const changes: Record<string, Change> = {};
  for (const [name, property] of Object.entries(type.inputs)) {
    const kind = ignored.has(name) ? undefined : kindOfChange(name, property, type, filled);
    if (kind === undefined) continue;
    changes[name] = {
      kind,
      replaces: property.forceNew === true || type.update === undefined,
      inInputs: !isDeepStrictEqual(given.oldInputs[name], given.inputs[name]),
    };
  }
  for (const { property, replaces } of type.modifyPlan?.(given.state, filled.inputs) ?? [])
    changes[property] = { kind: "update", replaces, inInputs: false };
  const replaces = Object.keys(changes).filter((name) => changes[name]?.replaces === true);
  const name = type.autoName;
  const keepsChosenName =
    name !== undefined && !given.defaulted.includes(name) && given.state[name] === given.inputs[name];
  return {
    changes,
    replaces,
    deleteBeforeReplace: replaces.length > 0 && (type.deleteBeforeReplace === true || keepsChosenName),
  };
}
