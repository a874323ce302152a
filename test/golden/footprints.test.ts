import { describe, expect, it } from "vitest";
import { memoryBudget } from "../../components/platform/docker-host/budget";
import { encryptedStorageNeeds } from "../../components/platform/footprint";
import { mebibytes } from "../../components/platform/quantity";
import { profiles } from "../../stacks/schema";
import { requirements } from "../../stacks/dev";
import { configOf, recordDev } from "./stacks";

const container = "docker:index/container:Container";
const volume = "docker:index/volume:Volume";

/** What is asked of the host before anything is created must be what is then created. */
describe("the footprints of the dev stack", async () => {
  const changes = { volumes: { encryptedPath: "/encrypted" }, postgresql: { memory: "700Mi" } };
  const graph = await recordDev(changes);
  const { footprints } = requirements(configOf("dev", { profiles: [...profiles], ...changes }));
  const inputs = (type: string) =>
    graph
      .filter((each) => each.type === type)
      .map((each) => each.inputs as { start?: boolean; memory?: number; name: string; driverOpts?: object });

  it("add up to the memory limits of the containers that run", () => {
    const running = inputs(container).filter(({ start }) => start !== false);
    const sum = running.reduce((total, { memory }) => total + (memory ?? NaN), 0);
    const { needed } = memoryBudget(footprints, { memory: "8Gi", reserved: "1Gi", host: 2 ** 33 });
    expect(running.length).toBeGreaterThan(5);
    // A job that comes before its workload's process is never beside it: the larger of the two counts.
    const inTurns = footprints.map(({ memory, before = [] }) => {
      const all = [memory, ...before].map(mebibytes);
      return all.reduce((total, each) => total + each, 0) - Math.max(...all);
    });
    expect(inTurns.some((each) => each > 0)).toBe(true);
    expect(sum).toBe(needed / 2 ** 20 + inTurns.reduce((total, each) => total + each, 0));
    expect(footprints.map(({ memory }) => mebibytes(memory))).toContain(700);
  });

  it("name the volumes that are put on the encrypted file system", () => {
    const bound = inputs(volume).filter(({ driverOpts }) => driverOpts);
    expect(bound.map(({ name }) => name).sort()).toEqual(
      encryptedStorageNeeds(footprints)
        .map((need) => `lakehouse-dev-${need}`)
        .sort(),
    );
    expect(bound.length).toBeGreaterThanOrEqual(2);
    for (const { name, driverOpts } of bound)
      expect(driverOpts).toEqual({ type: "none", o: "bind", device: `/encrypted/${name}` });
  });
});
