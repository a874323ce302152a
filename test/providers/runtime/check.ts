import { randomBytes } from "node:crypto";
import type { Property, ResourceType, Values } from "./resource-type";
import { containsUnknown, isObject, isUnknown, plain } from "./wire";

export interface Failure {
  property: string;
  reason: string;
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}

function unexpected(name: string, supported: readonly string[], unsupported: readonly string[]): string {
  const allowed = `allowed here: ${[...supported].sort().join(", ")}`;
  return unsupported.includes(name)
    ? `is an argument of the official provider that this test provider does not support; ${allowed}`
    : `is not an argument this test provider knows; ${allowed}`;
}

function checkFields(
  values: Values,
  fields: Record<string, Property>,
  unsupported: readonly string[],
  prefix: string,
): Failure[] {
  const failures: Failure[] = [];
  for (const name of Object.keys(values)) {
    if (fields[name] === undefined)
      failures.push({ property: prefix + name, reason: unexpected(name, Object.keys(fields), unsupported) });
  }
  for (const [name, property] of Object.entries(fields)) {
    const value = values[name];
    if (value !== undefined) failures.push(...checkValue(value, property, prefix + name));
    else if (property.required === true)
      failures.push({ property: prefix + name, reason: `is required (${property.type})` });
  }
  return failures;
}

function checkElements(value: unknown, property: Property, path: string): Failure[] {
  if (!Array.isArray(value) && property.fields !== undefined)
    return checkFields(value as Values, property.fields, property.unsupported ?? [], `${path}.`);
  return Object.entries(value as object).flatMap(([key, element]: [string, unknown]) => {
    const at = `${path}[${key}]`;
    if (isUnknown(element)) return [];
    const expected = property.fields !== undefined ? "object" : property.items;
    if (expected !== undefined && typeOf(element) !== expected)
      return [{ property: at, reason: `must be a ${expected}, not a ${typeOf(element)}` }];
    return property.fields === undefined
      ? []
      : checkFields(element as Values, property.fields, property.unsupported ?? [], `${at}.`);
  });
}

function checkValue(value: unknown, property: Property, path: string): Failure[] {
  if (isUnknown(value)) return [];
  if (typeOf(value) !== property.type)
    return [{ property: path, reason: `must be a ${property.type}, not a ${typeOf(value)}` }];
  if (property.oneOf !== undefined && !property.oneOf.includes(value as string | number))
    return [{ property: path, reason: `is ${JSON.stringify(value)}; allowed: ${property.oneOf.join(", ")}` }];
  return property.type === "array" || property.type === "object" ? checkElements(value, property, path) : [];
}

/** Checks names, required arguments and types; unknown values pass. */
export function checkArguments(
  values: Values,
  fields: Record<string, Property>,
  unsupported: readonly string[] = [],
): Failure[] {
  return checkFields(values, fields, unsupported, "");
}

function fillValue(value: unknown, property: Property): unknown {
  const { fields } = property;
  if (fields === undefined || isUnknown(value)) return value;
  if (Array.isArray(value))
    return value.map((element: unknown) => (isObject(element) ? fill(element, fields) : element));
  return isObject(value) ? fill(value, fields) : value;
}

/** The values with the defaults of nested arguments filled in. */
export function fill(values: Values, fields: Record<string, Property>): Values {
  const filled: Values = { ...values };
  for (const [name, property] of Object.entries(fields)) {
    if (filled[name] !== undefined) filled[name] = fillValue(filled[name], property);
    else if (property.default !== undefined) filled[name] = property.default;
  }
  return filled;
}

function defaultsOf(type: ResourceType<unknown>, urn: string, news: Values, olds: Values): Values {
  const given = plain(news);
  const defaults: Values = {};
  for (const [name, property] of Object.entries(type.inputs)) {
    if (given[name] === undefined && property.default !== undefined) defaults[name] = property.default;
  }
  if (type.autoName !== undefined && given[type.autoName] === undefined) {
    const kept = Array.isArray(olds.__defaults) && olds.__defaults.includes(type.autoName);
    const resourceName = urn.split("::").slice(3).join("::");
    defaults[type.autoName] = kept
      ? plain(olds)[type.autoName]
      : `${resourceName}-${randomBytes(4).toString("hex").slice(0, 7)}`;
  }
  return defaults;
}

/**
 * The protocol's Check: failures, and the inputs with defaults. `__defaults` names the arguments the
 * program left out, as Pulumi's bridged providers record it.
 */
export function checkResource(
  type: ResourceType<unknown>,
  urn: string,
  olds: Values,
  news: Values,
): { inputs: Values; failures: Failure[] } {
  const defaults = defaultsOf(type, urn, news, olds);
  const given = Object.fromEntries(
    Object.entries(news).filter(([name, value]) => value !== null && !name.startsWith("__")),
  );
  const inputs: Values = { ...given, ...defaults, __defaults: Object.keys(defaults).sort() };
  const values = plain(inputs);
  const failures = checkArguments(values, type.inputs, type.unsupported);
  if (failures.length === 0 && type.check !== undefined && !containsUnknown(values))
    failures.push(...type.check(fill(values, type.inputs)));
  return { inputs, failures };
}
