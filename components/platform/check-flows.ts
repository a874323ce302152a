import * as pulumi from "@pulumi/pulumi";
import { operator, outside, type Flow } from "./flows";
import type { Gateway } from "./gateways";

/**
 * Refuses a list in which a number occurs twice, a flow is said twice, a workload talks to itself or has two gateways,
 * and one from outside: people come by way of the operator's ports.
 * @throws pulumi.RunError naming the flow or the gateway
 */
export function checkFlows(list: readonly Flow[], behind: readonly Gateway[] = []): void {
  const numbers = new Set<number>();
  const hidden = new Set<string>();
  for (const { workload, number } of behind) {
    if (numbers.has(number))
      throw new pulumi.RunError(
        `gateway of '${workload}': number ${number} is taken; give it the next free one.`,
      );
    if (hidden.has(workload))
      throw new pulumi.RunError(`the gateway of '${workload}' is listed twice; keep one.`);
    numbers.add(number);
    hidden.add(workload);
  }
  const ends = new Set<string>();
  for (const flow of list) {
    const end = `${flow.from} -> ${flow.to}:${flow.port}`;
    if (flow.from === flow.to)
      throw new pulumi.RunError(`flow ${end}: a workload needs no flow to itself; remove it.`);
    if (flow.from === outside || flow.to === operator || (flow.from === operator && flow.to === outside))
      throw new pulumi.RunError(
        `flow ${end}: a flow leads to a workload, or from a workload to '${outside}'; correct its ends.`,
      );
    if (numbers.has(flow.number))
      throw new pulumi.RunError(`flow ${end}: number ${flow.number} is taken; give it the next free one.`);
    if (ends.has(end)) throw new pulumi.RunError(`flow ${end} is listed twice; keep one.`);
    numbers.add(flow.number);
    ends.add(end);
  }
}
