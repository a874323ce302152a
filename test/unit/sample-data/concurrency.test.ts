import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { mapLimited } from "../../../tools/sample-data/concurrency";

describe("mapLimited", () => {
  it("keeps the order and never runs more than the limit", async () => {
    let running = 0;
    let most = 0;
    const results = await mapLimited([5, 1, 4, 2, 3], 2, async (item) => {
      most = Math.max(most, ++running);
      await sleep(item);
      running -= 1;
      return item * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it("starts nothing more after a failure, and waits for what runs", async () => {
    const ended: number[] = [];
    const work = mapLimited([1, 2, 3, 4], 2, async (item) => {
      if (item === 1) throw new Error("no");
      await sleep(10);
      ended.push(item);
    });
    await expect(work).rejects.toThrow("no");
    expect(ended).toEqual([2]);
  });
});
