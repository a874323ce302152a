import { describe, expect, it } from "vitest";
import { capacityTable, checkCapacity, type Demand } from "../../../components/platform/kubernetes/capacity";

const gib = 2 ** 30;
const demands: Demand[] = [
  { workload: "object-store", pods: 6, cpus: 1.25, memory: 4 * gib, storage: 1000 * gib },
  { workload: "cache", pods: 1, cpus: 0.5, memory: gib, storage: 0 },
];
const node = (zone: string, cpu = "4", memory = "16Gi", schedulable = true) => ({
  ...{ name: `${zone}-${cpu}`, zone, schedulable },
  allocatable: { cpu, memory },
});
const zones = ["a", "b", "c"];

describe("the room in a cluster", () => {
  it("is told by workload and zone, and beside what nodes have", async () => {
    const lines = (
      await checkCapacity(
        demands,
        3,
        zones.map((zone) => node(zone)),
      )
    ).split("\n");
    expect(lines[2]!.split(/ {2,}/)).toEqual(["object-store", "6", "2/2/2", "7.5", "24 GiB", "6000 GiB"]);
    expect(lines[3]!.split(/ {2,}/)).toEqual(["cache", "1", "1/0/0", "0.5", "1 GiB", "-"]);
    expect(lines[4]!.split(/ {2,}/)).toEqual(["together", "7", "8", "25 GiB", "6000 GiB"]);
    expect(lines[5]!.split(/ {2,}/)).toEqual(["ready nodes", "12", "48 GiB"]);
    expect(capacityTable(demands, 3)).not.toContain("ready nodes");
  });

  it("is read in every notation of the API server's", async () => {
    const odd = [node("a", "3920m", "16777216Ki"), node("b", "4", "17179869184"), node("c", "4", "16384Mi")];
    expect(await checkCapacity(demands, 3, odd)).toMatch(/ready nodes +11\.92 +48 GiB/);
  });

  it.each([
    ["all together", zones.map((zone) => node(zone, "2")), /ready nodes have too little CPU:/],
    ["of both", zones.map((zone) => node(zone, "1", "1Gi")), /too little CPU and memory:/],
    [
      "where nodes take no pods",
      [...zones.map((zone) => node(zone, "1")), ...zones.map((zone) => node(zone, "16", "64Gi", false))],
      /too little CPU:/,
    ],
    [
      "in one zone",
      [node("a", "1"), node("b", "16", "64Gi"), node("c")],
      /Zone a has 1 CPUs and 16 GiB .* its share of what has drives is 2\.5 and 8 GiB:/,
    ],
  ])("is too little %s: refused, with the table", async (_, nodes, message) => {
    const error = await checkCapacity(demands, 3, nodes).then(
      () => undefined,
      (reason: Error) => reason.message,
    );
    expect(error).toMatch(message);
    expect(error).toMatch(/object-store +6 +2\/2\/2/);
    expect(error).toMatch(/Remedy: add nodes.*\nNothing was created or changed\./);
  });
});
