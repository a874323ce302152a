import { describe, expect, it } from "vitest";
import { memoryBudget } from "../../../components/platform/docker-host/budget";
import { encryptedStorageNeeds, type Footprint } from "../../../components/platform/footprint";
import { quantity } from "../../../components/platform/quantity";

const gibibyte = 2 ** 30;
const footprints: Footprint[] = [
  { workload: "one", image: "haproxy", memory: "1Gi", terminated: true },
  {
    workload: "two",
    image: "haproxy",
    memory: "512Mi",
    jobs: ["64Mi"],
    volumes: {
      data: { path: "/data", size: "1Gi", encryption: { at: "application", by: "the process" } },
      keys: { path: "/keys", size: "1Gi", encryption: { at: "volume" } },
    },
  },
];
const limits = { memory: "8Gi", reserved: "1Gi", host: 16 * gibibyte };

describe("the memory budget", () => {
  it("adds up processes, what stands in front of them, and jobs", () => {
    const { needed, table } = memoryBudget(footprints, limits);
    const mebibytes = [1024, 96 + 16, 512, 64 + 16].reduce((sum, each) => sum + each);
    expect(needed).toBe(quantity(`${mebibytes}Mi`));
    expect(table).toMatch(/^one +1024 MiB +112 MiB +- +1136 MiB$/m);
    expect(table).toMatch(/^two +512 MiB +- +80 MiB +592 MiB$/m);
    expect(table).toMatch(/^together +1728 MiB$/m);
    expect(table).toMatch(/^to be had +7168 MiB$/m);
  });

  it("counts a process and the jobs that have ended before it as the largest of them", () => {
    const demand = (memory: string, before: string[], jobs: string[] = []) =>
      memoryBudget([{ workload: "one", image: "haproxy", memory, before, jobs }], limits).needed;
    expect(demand("512Mi", ["384Mi", "320Mi"])).toBe(quantity("512Mi"));
    expect(demand("256Mi", ["384Mi", "320Mi"])).toBe(quantity("384Mi"));
    expect(demand("256Mi", ["384Mi"], ["64Mi"])).toBe(quantity("448Mi"));
  });

  it("counts on what the topology gives, and on no more than the host has", () => {
    expect(memoryBudget(footprints, limits).available).toBe(7 * gibibyte);
    expect(memoryBudget(footprints, { ...limits, host: 4 * gibibyte }).available).toBe(3 * gibibyte);
    expect(memoryBudget(footprints, { ...limits, memory: "16Gi" }).available).toBe(15 * gibibyte);
  });
});

describe("encrypted storage", () => {
  it("is needed by the volumes whose process does not encrypt", () => {
    expect(encryptedStorageNeeds(footprints)).toEqual(["two-keys"]);
  });
});
