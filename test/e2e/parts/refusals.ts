import { expect, it } from "vitest";
import { expectConditionRefused, expectRefused } from "../../refusals/attempt";
import { badConfigurations, unfitConfigurations } from "../../refusals/configurations";
import { engineConditions } from "../../refusals/engines";
import { surroundings } from "../../refusals/surroundings";
import type { TestStack } from "../stack";

/** One of each kind, on the way; all of them are tried in test/drills/refusals.drill.test.ts. */
const names = [
  "no Docker Engine",
  "a stack there is none of",
  "a port that another process has",
  "a network that others use",
];

export function refusals(stack: () => TestStack): void {
  it.each([badConfigurations[1]!, ...unfitConfigurations])("$name", ({ changes, message }) =>
    expectRefused(stack(), { changes }, { message }),
  );

  const all = [...engineConditions, ...surroundings];
  const conditions = names.map((wanted) => all.find(({ name }) => name === wanted)!);
  it.each(conditions)("$name", (condition) => expectConditionRefused(stack(), condition));

  it("staging, which is not there yet", async () => {
    const { code, output } = await stack().make("preview", { STACK: "staging" });
    expect(code).not.toBe(0);
    expect(output).toMatch(/The staging stack .* is not there yet; nothing was created\./);
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(await stack().objects()).toEqual({ containers: [], networks: [], volumes: [] });
  });
}
