import { describe, expect, it } from "vitest";
import type { RecordedResource } from "../../golden/record";
import { topology } from "../../../tools/docs/topology";

const process = (workload: string): RecordedResource => ({
  type: "docker:index/container:Container",
  name: `${workload}-process`,
  ...{ urn: "", aliases: [] },
  order: 0,
  options: {},
  inputs: {
    labels: [
      { label: "lakehouse.workload", value: workload },
      { label: "lakehouse.zone", value: "data" },
    ],
  },
});
const behind = [
  { number: 6, workload: "vault", reason: "It listens everywhere." },
  { number: 7, workload: "absent", reason: "It does not run." },
];

describe("the page about the topology", () => {
  it("lists the hops in plain of workloads that run, and no other", () => {
    const page = topology([process("vault"), process("other")], behind);
    expect(page).toContain("| 6 | vault | It listens everywhere. |");
    expect(page).toContain("What covers such a hop");
    expect(page).not.toContain("absent");
  });
  it("says so where there is none", () => {
    expect(topology([process("other")], behind)).toContain("None: no workload of this stack");
  });
});
