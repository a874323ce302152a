import { describe, expect, it } from "vitest";
import { interleave, median, met, ratio, spread, type Figure, type Goal } from "../../../tools/bench/figures";

const figure = (subject: number[], reference: number[], goal?: Goal): Figure => ({
  title: "one against the other",
  unit: "s",
  subject: { label: "one", samples: subject },
  reference: { label: "other", samples: reference },
  ...(goal ? { goal } : {}),
});

describe("median", () => {
  it("is the middle value, whatever the order", () => {
    expect(median([30, 1, 2])).toBe(2);
  });
  it("is the mean of the two in the middle", () => {
    expect(median([4, 1, 100, 2])).toBe(3);
  });
  it("is an error of nothing", () => {
    expect(() => median([])).toThrow("no median");
  });
  it("leaves what it is given as it is", () => {
    const samples = [3, 1, 2];
    median(samples);
    expect(samples).toEqual([3, 1, 2]);
  });
});

describe("a figure", () => {
  it("is the ratio of the medians, and spreads from the lowest to the highest ratio of one round", () => {
    const one = figure([2, 4, 12], [1, 4, 4]);
    expect(ratio(one)).toBe(1);
    expect(spread(one)).toEqual([1, 3]);
  });

  it.each<[string, number[], number[], Goal, boolean]>([
    ["at most, on the line", [5], [4], { atMost: 1.25 }, true],
    ["at most, over it", [5.1], [4], { atMost: 1.25 }, false],
    ["at least, on the line", [8], [2], { atLeast: 4 }, true],
    ["at least, under it", [7.9], [2], { atLeast: 4 }, false],
    ["more by less than the seconds", [6.9], [5], { atMostMore: { share: 0.1, seconds: 2 } }, true],
    ["more by more than both", [7.1], [5], { atMostMore: { share: 0.1, seconds: 2 } }, false],
    ["more by less than the share", [109], [100], { atMostMore: { share: 0.1, seconds: 2 } }, true],
    ["more by more than a large share", [111], [100], { atMostMore: { share: 0.1, seconds: 2 } }, false],
  ])("meets its goal or misses it: %s", (_, subject, reference, goal, expected) => {
    expect(met(figure(subject, reference, goal))).toBe(expected);
  });

  it("without a goal is neither met nor missed", () => {
    expect(met(figure([1], [1]))).toBeUndefined();
  });
});

describe("interleave", () => {
  it("alternates the variants and keeps every round but the one before the first", async () => {
    const calls: string[] = [];
    const rounds: number[] = [];
    const variant = (name: string) => () => {
      calls.push(name);
      return Promise.resolve(calls.length);
    };
    const samples = await interleave({ a: variant("a"), b: variant("b") }, 2, (round) => rounds.push(round));
    expect(calls).toEqual(["a", "b", "a", "b", "a", "b"]);
    expect(samples).toEqual({ a: [3, 5], b: [4, 6] });
    expect(rounds).toEqual([0, 1, 2]);
  });

  it("stops at the first variant that fails", async () => {
    const after: string[] = [];
    const run = interleave(
      {
        broken: () => Promise.reject(new Error("no server")),
        next: () => Promise.resolve(after.push("next")),
      },
      1,
    );
    await expect(run).rejects.toThrow("no server");
    expect(after).toEqual([]);
  });
});
