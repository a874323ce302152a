import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestStack } from "../e2e/stack";

/** The keys of the data are gone for good, so that PostgreSQL can never start again. */
describe("a stack whose encrypted volume is lost", () => {
  let stack: TestStack;
  const make = async (target: string, env: Record<string, string> = {}) => {
    const { code, output } = await stack.make(target, env);
    expect(code, output).toBe(0);
    return output;
  };

  beforeAll(async () => {
    stack = await TestStack.create(undefined, { profiles: [] });
    stack.configure({ "lakehouse:sampleData": false, "lakehouse:exampleUsers": false });
    await make("up");
  });
  afterAll(() => stack?.remove());

  it("loses it by name alone, and not while it runs", async () => {
    const removal = { REMOVE: "yes", CONFIRM: stack.name };
    const named = { ...removal, DISCARD: "postgresql-keys" };
    for (const env of [removal, named]) {
      const { code, output } = await stack.make("volume", env);
      expect(code).not.toBe(0);
      expect(output).toMatch(
        /still holds data of \S+ in postgresql-keys \(in use at \S+\)\. Nothing was removed/,
      );
    }
    const ids = Object.values(await stack.containerIds());
    const running = await stack.docker.listContainers({ filters: { id: ids } });
    await Promise.all(running.map(({ Id }) => stack.docker.getContainer(Id).stop()));
    const { code, output } = await stack.make("volume", removal);
    expect(code).not.toBe(0);
    expect(output).toMatch(/still holds data of \S+ in postgresql-keys\. Nothing was removed/);
    await make("volume", named);
  });

  it("is told so by make up, and by a new volume", async () => {
    const { code, output } = await stack.make("up");
    expect(code).not.toBe(0);
    expect(output).toMatch(/The encrypted volume that held postgresql-keys of this stack is missing/);
    const place = join(stack.encryptedVolume.directory, "..");
    expect(await make("volume", { VOLUME: place, SIZE: "2Gi" })).toMatch(
      /new and empty, and \S+ had \S+-postgresql-keys in one that is gone\..* make destroy STACK=dev CONFIRM=/,
    );
    await make("volume", { REMOVE: "yes", CONFIRM: stack.name, DISCARD: "postgresql-keys" });
  });

  it("is destroyed all the same", async () => {
    const output = await make("destroy", { CONFIRM: stack.name });
    expect(output).toMatch(/The update that lifts the protection failed/);
    expect(await stack.objects()).toEqual({ containers: [], networks: [], volumes: [] });
    expect(await stack.anonymousVolumes()).toEqual([]);
    expect(() => stack.stateFile()).toThrow(/ENOENT/);
  });
});
