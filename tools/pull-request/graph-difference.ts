/** What differs between two recordings of a resource graph, such as test/golden/dev.json of two commits. */
import { isDeepStrictEqual } from "node:util";
import type { Resource } from "./report-format";

/** A resource as a recording has it; secrets are masked in it. */
export interface GoldenResource {
  type: string;
  name: string;
  parent?: string;
  options?: Record<string, unknown>;
  inputs?: unknown;
}

export interface Difference {
  removed: Array<Resource & { protect: boolean }>;
  changed: Array<Resource & { paths: string[] }>;
  added: Resource[];
}

const keyOf = ({ type, name }: GoldenResource) => `${type} ${name}`;

export function graphDifference(before: GoldenResource[], after: GoldenResource[]): Difference {
  const old = new Map(before.map((each) => [keyOf(each), each]));
  const now = new Map(after.map((each) => [keyOf(each), each]));
  const oldLayers = layersOf(before);
  const newLayers = layersOf(after);
  return {
    removed: before
      .filter((each) => !now.has(keyOf(each)))
      .map((each) => ({ ...oldLayers(each), protect: each.options?.protect === true })),
    changed: after.flatMap((each) => {
      const paths = changedPaths(old.get(keyOf(each)) ?? each, each);
      return paths.length > 0 ? [{ ...newLayers(each), paths }] : [];
    }),
    added: after.filter((each) => !old.has(keyOf(each))).map(newLayers),
  };
}

/** The second part of a component's type: `lakehouse:storage:ObjectStore` is of storage. */
export const layerOfType = (type: string): string | undefined => /^lakehouse:([^:]+):/.exec(type)?.[1];

/** Says of a graph's resources to which layer they belong: that of the outermost component around them. */
function layersOf(graph: GoldenResource[]): (resource: GoldenResource) => Resource {
  const components = new Map(
    graph.filter(({ type }) => layerOfType(type) !== undefined).map((each) => [each.name, each]),
  );
  const layer = (resource: GoldenResource, seen: ReadonlySet<GoldenResource>): string | undefined => {
    const parent = components.get(resource.parent ?? "");
    const outer = parent && !seen.has(parent) ? layer(parent, new Set([...seen, parent])) : undefined;
    return outer ?? layerOfType(resource.type);
  };
  return (resource) => ({
    type: resource.type,
    name: resource.name,
    layer: layer(resource, new Set([resource])) ?? "other",
  });
}

/** Paths of the properties that differ, in the engine's notation: `inputs.ports[0].external`. Values are not told. */
export function changedPaths(before: unknown, after: unknown, at = ""): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => changedPaths(own(before, key), own(after, key), join(at, key)));
  }
  if (Array.isArray(before) && Array.isArray(after)) return changedItems(before, after, at);
  return [at];
}

/** Items at the same place are compared where their number has stayed; else only how many came and went is told. */
function changedItems(before: unknown[], after: unknown[], at: string): string[] {
  const items = [...before, ...after];
  if (before.length === after.length && items.every((item) => typeof item === "object")) {
    return before.flatMap((item, index) => changedPaths(item, after[index], `${at}[${index}]`));
  }
  const kept = [...after];
  const gone = before.filter((item) => {
    const place = kept.findIndex((other) => isDeepStrictEqual(item, other));
    if (place >= 0) kept.splice(place, 1);
    return place < 0;
  });
  if (gone.length === 0 && kept.length === 0) return [`${at} (order)`];
  return [
    `${at} (${[kept.length && `+${kept.length}`, gone.length && `-${gone.length}`].filter(Boolean).join(" ")})`,
  ];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const own = (record: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const join = (at: string, key: string): string => {
  if (!/^[\w-]+$/.test(key)) return `${at}[${JSON.stringify(key)}]`;
  return at === "" ? key : `${at}.${key}`;
};
