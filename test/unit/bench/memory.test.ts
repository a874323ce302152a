import Docker from "dockerode";
import { describe, expect, it } from "vitest";
import { performanceDocument } from "../../../tools/bench/document";
import { containerMemory, measureMemory, memoryRows } from "../../../tools/bench/memory";

const MiB = 2 ** 20;
const dremio = { name: "dremio", image: "localhost/lakehouse/dremio:26-from-packages-0a", id: "0" };
const postgresql = { name: "postgresql", image: "percona/percona-distribution-postgresql:17", id: "0" };
const version1 = { limit: 512 * MiB, max_usage: 256 * MiB, stats: { total_rss: 100 * MiB } };
const version2 = { limit: 512 * MiB, stats: { anon: 100 * MiB } };

describe("what a container uses", () => {
  it("is its peak and what its processes hold, marked when it is a program of ours in the service's place", () => {
    expect(memoryRows([containerMemory(dremio, version1)])[0]).toEqual([
      "dremio",
      "512 MiB",
      "256 MiB (50 %)",
      "100 MiB",
      "stand-in",
    ]);
  });
  it("has no peak where the kernel keeps none that can be read, and does not make one up", () => {
    const [row] = memoryRows([containerMemory(postgresql, version2)]);
    expect(row).toEqual(["postgresql", "512 MiB", "unknown", "100 MiB", "the service"]);
  });
  it("is summed up where that means something: limits and what is held, not peaks of different moments", () => {
    const both = [containerMemory(dremio, version1), containerMemory(postgresql, version2)];
    expect(memoryRows(both).at(-1)).toEqual(["all", "1024 MiB", "", "200 MiB", ""]);
  });
});

it("is asked of a stack that runs, and refused with what to do when none does", async () => {
  const engine = { listContainers: () => Promise.resolve([]) } as unknown as Docker;
  await expect(measureMemory(engine, "lakehouse-dev")).rejects.toThrow(
    /no container of lakehouse-dev runs.*'make up'/,
  );
});

describe("the document", () => {
  const results = { date: "2030-01-02", machine: {}, benches: [] };
  const use = { date: "2030-01-03", containers: [containerMemory(dremio, version1)] };
  it("has the table, its day, and what was written by hand", () => {
    const text = performanceDocument(results, "## memory\n\nWhat it means.\n", use);
    expect(text).toContain("## Memory\n\n| CONTAINER | LIMIT | PEAK | HELD | WHAT RAN |");
    expect(text).toContain("Measured on 2030-01-03. What it means.");
  });
  it("is refused when nothing was written about it", () => {
    expect(() => performanceDocument(results, "Before.\n", use)).toThrow("no section '## memory'");
  });
});
