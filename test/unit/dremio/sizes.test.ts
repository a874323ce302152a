import { describe, expect, it } from "vitest";
import { mebibytes } from "../../../components/platform/quantity";
import { dremioSizes, fits } from "../../../components/processing/dremio/sizes";

describe("sizes of a Dremio of several nodes", () => {
  it("give a coordinator heap, and executors direct memory", () => {
    expect(dremioSizes({ coordinator: "8Gi", executor: "16Gi", executors: 3 })).toEqual({
      coordinator: { memory: "8Gi", heap: "5760Mi", directMemory: "1920Mi" },
      executor: { memory: "16Gi", heap: "3968Mi", directMemory: "11904Mi" },
      executors: 3,
    });
  });

  it("keep heaps below what Java can point to, and executors' small", () => {
    const { coordinator, executor } = dremioSizes({ coordinator: "64Gi", executor: "128Gi", executors: 1 });
    expect([coordinator.heap, executor.heap]).toEqual([`${31 * 1024}Mi`, `${8 * 1024}Mi`]);
  });

  it.each(["1536Mi", "2Gi", "3Gi", "120Gi"])("fit into %s, whole", (memory) => {
    const { coordinator, executor } = dremioSizes({ coordinator: memory, executor: memory, executors: 1 });
    for (const node of [coordinator, executor]) {
      expect(fits(node)).toBe(true);
      expect(mebibytes(node.heap) + mebibytes(node.directMemory) + 512).toBe(mebibytes(memory));
      expect(Math.min(mebibytes(node.heap), mebibytes(node.directMemory))).toBeGreaterThanOrEqual(512);
    }
  });

  it.each([
    [{ executor: "1Gi" }, "dremio executor: memory is 1Gi; it must be at least 1536Mi"],
    [{ coordinator: "lots" }, "dremio coordinator: memory is lots; it must be at least 1536Mi"],
    [{ executors: 0 }, "dremio executors: their number is 0; it must be whole, from 1 to 100"],
    [{ executors: 1.5 }, "dremio executors: their number is 1.5"],
  ])("are refused: %j", (wrong, message) => {
    expect(() => dremioSizes({ coordinator: "4Gi", executor: "4Gi", executors: 2, ...wrong })).toThrow(
      message,
    );
  });
});
