import { describe, expect, it } from "vitest";
import { recordDev } from "./stacks";

const protectedIn = async (profiles?: readonly string[]) =>
  (await recordDev(profiles ? { profiles } : {}))
    .filter(({ options }) => options.protect)
    .map(({ type, name }) => ({ type, name }));

describe("what is protected", () => {
  it("is there whatever profiles run, but for volumes, whose loss can be agreed to by name", async () => {
    const volume = "docker:index/volume:Volume";
    const all = (await protectedIn()).filter(({ type }) => type !== volume);
    expect(all.map(({ name }) => name)).toContain("superset-key-bytes");
    expect((await protectedIn([])).filter(({ type }) => type !== volume)).toEqual(all);
  });
});
