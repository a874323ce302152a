import { describe, expect, it } from "vitest";
import { evaluate } from "../../policies/evaluate";
import { graph, mutants, resources } from "./mutants/dev";
import { judge } from "./mutants/judge";
import type { Mutant } from "./mutants/mutant";
import { judgeAll } from "./mutants/parallel";
import { survivors } from "./mutants/survivors";

describe("every hardening taken out of the dev stack's graph", async () => {
  const found = await judgeAll();
  const survived = mutants.filter((_, index) => found[index]!.length === 0).map(({ what }) => what);

  it("starts from a graph in which nothing is wrong", async () => {
    const unchanged = resources.map((at): Mutant => ({ what: "", at, becomes: at }));
    expect((await judge(graph, unchanged)).flat()).toEqual([]);
  });

  /** A number without a common factor with how mutants of one resource repeat, so that all kinds are among them. */
  const every = 211;

  it(
    "is judged as the pack's server would judge the whole graph: one mutant in every so many",
    { timeout: 300_000 },
    async () => {
      for (let index = 0; index < mutants.length; index += every) {
        const { what, at, becomes } = mutants[index]!;
        const changed = graph.flatMap((resource) => (resource === at ? (becomes ?? []) : resource));
        const policies = [...new Set((await evaluate(changed)).map(({ policy }) => policy))];
        const [first] = found[index]!;
        expect(policies.length > 0, what).toBe(first !== undefined);
        if (first) expect(policies, what).toContain(first.policy);
      }
    },
  );

  it("is caught by a policy, or is named with the reason why it may stay", () => {
    console.log(
      `${mutants.length} mutants: ${mutants.length - survived.length} caught, ${survived.length} may stay`,
    );
    expect(found).toHaveLength(mutants.length);
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
