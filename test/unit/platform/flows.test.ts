import { describe, expect, it } from "vitest";
import { checkFlows, flows, type Flow } from "../../../components/platform/flows";

const flow = (changes: Partial<Flow> = {}): Flow => ({
  number: 1,
  from: "a",
  to: "b",
  port: "http",
  reason: "because",
  ...changes,
});

describe("the flow list", () => {
  it("is consistent, and each flow says why", () => {
    checkFlows(flows);
    for (const { reason } of flows) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });

  it.each([
    ["a number that occurs twice", [flow(), flow({ from: "c" })], /number 1 is taken/],
    ["a flow said twice", [flow(), flow({ number: 2 })], /listed twice/],
    ["a flow to itself", [flow({ from: "b" })], /needs no flow to itself/],
  ])("refuses %s", (_, list, message) => {
    expect(() => checkFlows(list)).toThrow(message);
  });
});
