import { describe, expect, it } from "vitest";
import { judge } from "./mutants/judge";
import { graph, mutants } from "./mutants/prod";
import { inCluster as anywhere } from "./mutants/survivors-cluster";
import { ofSearchStore } from "./mutants/survivors-search-cluster";

const inCluster = [...anywhere, ...ofSearchStore];

/** As for the dev stack's graph: everything that makes what prod declares in its cluster weaker. */
describe("every hardening taken out of the cluster", async () => {
  const found = await judge(graph, mutants);
  const whats = (caught: boolean) =>
    mutants.filter((_, index) => found[index]!.length > 0 === caught).map(({ what }) => what);
  const mayStay = (what: string) => inCluster.some(({ kind }) => kind.test(what));

  it("starts from a graph in which nothing is wrong", async () => {
    const unchanged = graph.map((at) => ({ what: "", at, becomes: at }));
    expect((await judge(graph, unchanged)).flat()).toEqual([]);
  });

  it("is caught by a policy, or is named with the reason why it may stay", () => {
    expect(whats(true).length).toBeGreaterThan(400);
    expect(whats(false).filter((what) => !mayStay(what))).toEqual([]);
  });

  it("takes no reason to stay for a mutant that is caught", () => {
    expect(whats(true).filter(mayStay)).toEqual([]);
  });

  it.each(inCluster.map(({ kind, because }) => [String(kind), because, kind] as const))(
    "leaves %s, and rightly: %s",
    (_, __, kind) => {
      expect(whats(false).filter((what) => kind.test(what))).not.toEqual([]);
    },
  );
});
