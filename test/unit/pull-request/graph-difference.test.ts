import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  changedPaths,
  graphDifference,
  type GoldenResource,
} from "../../../tools/pull-request/graph-difference";
import golden from "../../golden/dev.json";

const store = { type: "lakehouse:storage:ObjectStore", name: "store" };
const workload = { type: "lakehouse:platform:Workload", name: "store-sandbox", parent: "store" };
const volume = { type: "docker:index/volume:Volume", name: "store-data", parent: "store-sandbox" };

describe("graphDifference", () => {
  it("finds no difference between a graph and itself", () => {
    const graph = golden as GoldenResource[];
    expect(graphDifference(graph, structuredClone(graph))).toEqual({ removed: [], changed: [], added: [] });
  });

  it("tells what went, with its protection, what came, and the layer of the outermost component", () => {
    const before = [store, workload, { ...volume, options: { protect: true } }];
    const after = [store, workload, { ...volume, name: "store-other" }];
    expect(graphDifference(before, after)).toEqual({
      removed: [{ type: volume.type, name: "store-data", layer: "storage", protect: true }],
      changed: [],
      added: [{ type: volume.type, name: "store-other", layer: "storage" }],
    });
  });

  it("tells protection that is taken away and parents that change", () => {
    const before = [{ ...volume, options: { protect: true } }];
    const after = [{ ...volume, parent: "elsewhere", options: {} }];
    expect(graphDifference(before, after).changed).toEqual([
      { type: volume.type, name: volume.name, layer: "other", paths: ["options.protect", "parent"] },
    ]);
  });

  it("comes to an end where parents form a circle", () => {
    const circle = [
      { ...store, parent: "store-sandbox" },
      { ...workload, parent: "store" },
    ];
    expect(graphDifference([], circle).added.map(({ layer }) => layer)).toEqual(["platform", "storage"]);
  });

  const resources = fc.uniqueArray(
    fc.record({
      type: fc.constantFrom("a:b:C", "lakehouse:storage:X"),
      name: fc.constantFrom("p", "q", "r", "s"),
      inputs: fc.jsonValue({ maxDepth: 3 }),
    }),
    { selector: ({ type, name }) => `${type} ${name}` },
  );

  it("is itself turned round when the graphs are", () => {
    fc.assert(
      fc.property(resources, resources, (a, b) => {
        const [there, back] = [graphDifference(a, b), graphDifference(b, a)];
        const names = (all: Array<{ type: string; name: string }>) =>
          all.map(({ type, name }) => `${type} ${name}`).sort();
        expect(names(there.removed)).toEqual(names(back.added));
        expect(names(there.changed)).toEqual(names(back.changed));
      }),
    );
  });

  it("has every resource that differs in it once, and no other", () => {
    fc.assert(
      fc.property(resources, resources, (a, b) => {
        const all = Object.values(graphDifference(a, b)).flat() as GoldenResource[];
        const keys = all.map(({ type, name }) => `${type} ${name}`);
        const text = (graph: GoldenResource[], key: string) =>
          JSON.stringify(graph.find(({ type, name }) => `${type} ${name}` === key));
        const different = [...a, ...b]
          .map(({ type, name }) => `${type} ${name}`)
          .filter((key) => {
            const [one, other] = [a, b].map((graph) =>
              graph.find(({ type, name }) => `${type} ${name}` === key),
            );
            return !one || !other || changedPaths(one, other).length > 0;
          });
        expect([...keys].sort()).toEqual([...new Set(different)].sort());
        for (const key of keys) expect(text(a, key) === text(b, key)).toBe(false);
      }),
    );
  });
});

describe("changedPaths", () => {
  it.each<[string, unknown, unknown, string[]]>([
    ["a value", { a: { b: 1 } }, { a: { b: 2 } }, ["a.b"]],
    ["a key that came", {}, { a: null }, ["a"]],
    [
      "a key that must be quoted",
      { "max-size": 1, "a.b": 1 },
      { "max-size": 2, "a.b": 2 },
      ['["a.b"]', "max-size"],
    ],
    ["an item at its place", { p: [{ x: 1 }, { x: 2 }] }, { p: [{ x: 1 }, { x: 3 }] }, ["p[1].x"]],
    ["items that came and went", { e: ["a", "b"] }, { e: ["b", "c", "d"] }, ["e (+2 -1)"]],
    ["only their order", { e: ["a", "b"] }, { e: ["b", "a"] }, ["e (order)"]],
    ["another kind of value", { a: [1] }, { a: { 0: 1 } }, ["a"]],
    ["a secret that is none any more", { a: { secret: true } }, { a: "x" }, ["a"]],
  ])("names %s", (_what, before, after, paths) => {
    expect(changedPaths(before, after)).toEqual(paths);
  });

  it("never tells a value", () => {
    const paths = changedPaths({ password: "hunter2", list: ["hunter2"] }, { password: "hunter3", list: [] });
    expect(paths).toEqual(["list (-1)", "password"]);
  });
});
