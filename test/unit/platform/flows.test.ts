import { describe, expect, it } from "vitest";
import { flows, type Flow } from "../../../components/platform/flows";
import { gateways, type Gateway } from "../../../components/platform/gateways";
import { checkFlows } from "../../../components/platform/check-flows";

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

  it("is consistent with the gateways, and each of these says why", () => {
    checkFlows(flows, gateways);
    for (const { reason } of gateways) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });

  const gateway = (number: number, workload: string): Gateway => ({ number, workload, reason: "because" });
  it.each([
    ["a number of a gateway and a flow", [gateway(1, "c")], /flow a -> b:http: number 1 is taken/],
    ["a number of two gateways", [gateway(2, "c"), gateway(2, "d")], /gateway of 'd': number 2 is taken/],
    ["two gateways of one workload", [gateway(2, "c"), gateway(3, "c")], /gateway of 'c' is listed twice/],
  ])("refuses %s", (_, behind, message) => {
    expect(() => checkFlows([flow()], behind)).toThrow(message);
  });
});
