import { describe, expect, it } from "vitest";
import { families, policies } from "../../policies/catalogue";
import { evaluate } from "../../policies/evaluate";
import { atRest } from "./cases-by-family/at-rest";
import { certificates } from "./cases-by-family/certificates";
import { docker } from "./cases-by-family/docker";
import { identity } from "./cases-by-family/identity";
import { kubernetes } from "./cases-by-family/kubernetes";
import { programsInPods } from "./cases-by-family/programs-in-pods";
import { serversOfSearchClusters } from "./cases-by-family/servers-of-search-clusters";
import { transport } from "./cases-by-family/transport";
import type { Change, PolicyCases } from "./cases";
import { canary, compliant } from "./fixtures";

const cases: Record<keyof typeof families, Record<string, PolicyCases>> = {
  transport,
  "at-rest": atRest,
  identity,
  certificates,
  docker,
  kubernetes,
};

async function judged(change: Change) {
  const graph = compliant();
  change(graph);
  const violations = await evaluate(graph);
  for (const violation of violations) {
    expect(violation.message).not.toContain(canary);
    expect(violation.couldNotRun, violation.message).toBe(false);
  }
  return violations;
}

it("finds nothing wrong with the compliant stack", async () => {
  expect(await judged(() => undefined)).toEqual([]);
});

it("has cases for every policy and for nothing else", () => {
  const named = Object.values(cases).flatMap((family) => Object.keys(family));
  expect(named.sort()).toEqual(policies.map(({ name }) => name).sort());
});

for (const [family, list] of Object.entries({
  ...cases,
  "kubernetes: programs": programsInPods,
  "kubernetes: servers of search clusters": serversOfSearchClusters,
})) {
  describe(family, () => {
    for (const [policy, { fail, pass = {}, also = [] }] of Object.entries(list)) {
      describe(policy, () => {
        it.each(Object.entries(fail))("objects: %s", async (_, change) => {
          const found = new Set((await judged(change)).map((violation) => violation.policy));
          expect(found).toContain(policy);
          expect([...found].filter((name) => name !== policy && !also.includes(name))).toEqual([]);
        });
        it.each(Object.entries(pass))("accepts: %s", async (_, change) => {
          expect((await judged(change)).map(({ message }) => message)).toEqual([]);
        });
      });
    }
  });
}
