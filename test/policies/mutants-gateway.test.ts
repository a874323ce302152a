import { describe, expect, it } from "vitest";
import { compliant } from "./fixtures";
import { endangered } from "./mutants/dangers";
import { written } from "./mutants/files";
import { judge } from "./mutants/judge";
import { structural } from "./mutants/structure";
import { survivors, type Survivors } from "./mutants/survivors";

const closes = "The server does not start, or nobody reaches it: nothing is opened.";

const own: readonly Survivors[] = [
  { kind: /^Container hidden: without (command|option)/, because: "What the process is told is its own." },
  { kind: /^Container \S+: without networksAdvanced\S+\.name$/, because: closes },
  {
    kind: /^Container gateway: without uploads\S+\.cfg\]\.permissions$/,
    because: "It holds nothing secret.",
  },
  { kind: /haproxy\.cfg without "(frontend web|bind 10\.214\.0\.20:5432)" /, because: closes },
];

const names = ["net-gateway", "hidden", "gateway"];

/** As for the dev stack's graph: everything that makes a gateway, its network or its process weaker. */
describe("every hardening taken out of a gateway", async () => {
  const graph = compliant();
  const resources = graph.filter(({ name }) => names.includes(name));
  const mutants = resources.flatMap((each) => [...structural(each), ...written(each), ...endangered(each)]);
  const found = await judge(graph, mutants);
  const survived = mutants.filter((_, index) => found[index]!.length === 0).map(({ what }) => what);

  it("is caught by a policy, or is named with the reason why it may stay", () => {
    expect(mutants.length - survived.length).toBeGreaterThan(100);
    expect(survived.filter((what) => ![...survivors, ...own].some(({ kind }) => kind.test(what)))).toEqual(
      [],
    );
  });
});
