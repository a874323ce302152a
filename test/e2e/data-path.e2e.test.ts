import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { roles } from "../../components/security/roles";
import { loginOf, targetOf } from "../../tools/sample-data/clients";
import { dataPath } from "./parts/data-path";
import { supersetRoles } from "./parts/superset-roles";
import { transport } from "./parts/transport";
import { TestStack } from "./stack";
import { mainPath } from "../../stacks/schema";

/** The way from a source to a dashboard: what dev runs by default. */
describe("the data path on a Docker host", () => {
  let stack: TestStack;

  beforeAll(async () => {
    stack = await TestStack.create(undefined, { profiles: mainPath });
  });
  // Whatever failed, nothing of ours stays on the engine.
  afterAll(() => stack?.remove());

  it("comes up from nothing, inside the memory that dev has", async () => {
    const started = Date.now();
    const { code, output } = await stack.make("up");
    expect(code, output).toBe(0);
    expect(output).toMatch(/Superset +https:\/\/superset\.localhost:\d+ +ready \(TLS 1\.3\)/);
    expect(output).toMatch(/Dremio +https:\/\/dremio\.localhost:\d+ +ready \(TLS 1\.3\)/);
    console.log(`From make up to the dashboard: ${((Date.now() - started) / 1000).toFixed(0)} s`);
  });

  it("comes up a second time without a change", async () => {
    const before = await stack.containerIds();
    const { code, output } = await stack.make("up");
    expect(code, output).toBe(0);
    expect(output).toContain("dev is up: no change.");
    expect(await stack.containerIds()).toEqual(before);
  });

  describe("speaks TLS 1.3 only, where a flow says so", () => transport(() => stack, mainPath, "-data-path"));
  describe("carries the data", () => dataPath(() => stack));
  describe("gives each role what the catalogue says", () =>
    supersetRoles(async () => {
      const outputs = await stack.outputs();
      const login = (role: string) => [role, loginOf(outputs, "superset", role)] as const;
      return {
        target: targetOf(outputs, "superset"),
        logins: Object.fromEntries(roles.map(login)) as Record<
          (typeof roles)[number],
          ReturnType<typeof loginOf>
        >,
      };
    }));

  it("is destroyed with everything it made", async () => {
    const { code, output } = await stack.make("destroy", { CONFIRM: stack.name });
    expect(code, output).toBe(0);
    expect(await stack.objects()).toEqual({ containers: [], networks: [], volumes: [] });
    expect(await stack.anonymousVolumes()).toEqual([]);
  });
});
