import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { roles } from "../../components/security/roles";
import { loginOf, targetOf } from "../../tools/sample-data/clients";
import { accessProxy } from "./parts/access-proxy";
import { asyncWork } from "./parts/async";
import { dataPath } from "./parts/data-path";
import { schedulerPart } from "./parts/scheduler";
import { jobs } from "./parts/jobs";
import { federation } from "./parts/federation";
import { objectStoreSignOn, objectStoreTokens } from "./parts/object-store-sign-on";
import { searchSource } from "./parts/search-source";
import { edge } from "./parts/edge";
import { signOnOnce } from "./parts/sign-on";
import { supersetRoles } from "./parts/superset-roles";
import { transport } from "./parts/transport";
import { warehouse } from "./parts/warehouse";
import { TestStack } from "./stack";
import { inContainer } from "./support/in-container";
import { mainPath } from "../../stacks/schema";

/** The way from a source to a dashboard: what dev runs by default. */
describe("the data path on a Docker host", () => {
  let stack: TestStack;
  /** Undefined before it was tried. */
  let isUp: boolean | undefined;

  beforeAll(async () => {
    stack = await TestStack.create(undefined, { profiles: mainPath });
  });
  beforeEach(({ skip }) => skip(isUp === false, "the stack did not come up"));
  // Whatever failed, nothing of ours stays on the engine.
  afterAll(() => stack?.remove());

  it("comes up from nothing, inside the memory that dev has", { timeout: 600_000 }, async () => {
    isUp = false;
    const started = Date.now();
    const { code, output } = await stack.make("up");
    expect(code, output).toBe(0);
    isUp = true;
    expect(output).toMatch(/Superset +https:\/\/superset\.localhost:\d+ +ready \(TLS 1\.3\)/);
    expect(output).toMatch(/Dremio +https:\/\/dremio\.localhost:\d+ +ready \(TLS 1\.3\)/);
    expect(output).toMatch(/Dremio \(Arrow Flight\) +grpc\+tls:\/\/localhost:\d+ +ready \(TLS 1\.3\)/);
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
  describe("is a lakehouse", () => warehouse(() => stack));
  describe("comes to the same end, however often a job is started and wherever it is killed", () =>
    jobs(() => stack));
  describe("works in the background", () => asyncWork(() => stack));
  describe("lets people sign on", () =>
    signOnOnce(() => ({
      outputs: () => stack.outputs(),
      inSuperset: (program) => inContainer(stack.docker, `${stack.name}-superset`, ["python", "-c", program]),
      inspections: () => stack.inspections(),
    })));
  describe("gives each role what the catalogue says", () =>
    supersetRoles(async () => {
      const outputs = await stack.outputs();
      const login = (role: string) => [role, loginOf(outputs, "identity", role)] as const;
      return {
        target: targetOf(outputs, "superset"),
        logins: Object.fromEntries(roles.map(login)) as Record<
          (typeof roles)[number],
          ReturnType<typeof loginOf>
        >,
      };
    }));

  describe("lets only some groups through to Dremio", () => accessProxy(() => stack));
  describe("lets people sign on to the object store", () => objectStoreSignOn(() => stack));
  describe("has an object store that looks at tokens", () => objectStoreTokens(() => stack));
  describe("runs by time", () => schedulerPart(() => stack));
  describe("takes another profile", () => searchSource(() => stack));
  describe("has an edge that guards it", () => edge(() => stack));

  // From here on people of a company's sign on, and nobody of the stack's own: updates that take minutes.
  describe.runIf(process.env["LAKEHOUSE_DATA_PATH"] === "whole")("takes people whom a company knows", () =>
    federation(() => stack),
  );

  it("is destroyed with everything it made", async () => {
    const { code, output } = await stack.make("destroy", { CONFIRM: stack.name });
    expect(code, output).toBe(0);
    expect(await stack.objects()).toEqual({ containers: [], networks: [], volumes: [] });
    expect(await stack.anonymousVolumes()).toEqual([]);
  });
});
