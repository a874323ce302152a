import { describe, expect, it } from "vitest";
import { fromGolden } from "../../policies/evaluate";
import golden from "../golden/dev.json";
import { disclosed, endangered } from "./mutants/dangers";
import { written } from "./mutants/files";
import { judge } from "./mutants/judge";
import type { Mutant } from "./mutants/mutant";
import { structural } from "./mutants/structure";
import { survivors } from "./mutants/survivors";

/** Everything that makes the dev stack's graph weaker, one thing at a time, derived from the graph alone. */
describe("every hardening taken out of the dev stack's graph", async () => {
  const graph = fromGolden(golden);
  const resources = graph.filter(({ type }) => !type.startsWith("lakehouse:"));
  const mutants = resources.flatMap((resource) => [
    ...structural(resource),
    ...written(resource),
    ...endangered(resource),
    ...disclosed(resource),
  ]);
  const found = await judge(graph, mutants);
  const survived = mutants.filter((_, index) => found[index]!.length === 0).map(({ what }) => what);

  it("starts from a graph in which nothing is wrong", async () => {
    const unchanged = resources.map((at): Mutant => ({ what: "", at, becomes: at }));
    expect((await judge(graph, unchanged)).flat()).toEqual([]);
  });

  it("is caught by a policy, or is named with the reason why it may stay", () => {
    console.log(
      `${mutants.length} mutants: ${mutants.length - survived.length} caught, ${survived.length} may stay`,
    );
    expect(mutants.length - survived.length).toBeGreaterThan(1_000);
    expect(survived.filter((what) => !survivors.some(({ kind }) => kind.test(what)))).toEqual([]);
  });

  it("takes no reason to stay for a mutant that is caught", () => {
    const caught = mutants.filter((_, index) => found[index]!.length > 0).map(({ what }) => what);
    expect(caught.filter((what) => survivors.some(({ kind }) => kind.test(what)))).toEqual([]);
  });

  it.each(survivors.map(({ kind, because }) => [String(kind), because, kind] as const))(
    "leaves %s, and rightly: %s",
    (_, __, kind) => {
      expect(survived.filter((what) => kind.test(what))).not.toEqual([]);
    },
  );
});
