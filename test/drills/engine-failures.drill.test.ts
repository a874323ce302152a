import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureImages } from "../images/build";
import { TestStack } from "../e2e/stack";
import { expectAgreement, expectReady } from "./support/agreement";
import { EngineApart } from "./support/engine-apart";
import { changesSoFar } from "./support/progress";

/** Room for the images and 1 GiB more, which the look at the host asks for: bytes. */
const diskSize = 4 * 2 ** 30;
/** Seconds until every container runs again after a restart of the engine. */
const restartSeconds = 180;

/** Waits until an up has begun to make containers, which is after keys, networks and volumes. */
async function untilContainersAreMade(stack: TestStack, output: () => string): Promise<void> {
  for (;;) {
    const { containers } = await stack.objects();
    if (containers.length >= 2) return;
    if (/Duration:|error:/.test(output()) && changesSoFar(stack.home, output()) === undefined) {
      throw new Error(`the update made no containers: ${output()}`);
    }
    await sleep(50);
  }
}

/** On an engine of the test's own, so that no other test sees it die. */
describe.skipIf(process.getuid?.() !== 0)("an engine that fails half way", () => {
  let engine: EngineApart;
  let stack: TestStack;

  beforeAll(async () => {
    engine = await EngineApart.create(diskSize);
    await engine.start();
    await ensureImages(engine.host);
    stack = await TestStack.create(engine, { profiles: [] });
    stack.configure({
      "lakehouse:sampleData": false,
      "lakehouse:exampleUsers": false,
      "lakehouse:docker": { minimumFreeDisk: "1Gi" },
    });
  });
  afterAll(async () => {
    await stack?.remove();
    await engine?.remove();
  });

  async function comesUp(): Promise<string> {
    const { code, output } = await stack.make("up");
    expect(code, output).toBe(0);
    expectReady(output);
    await expectAgreement(stack);
    return output;
  }

  /** The remedy comes once, after everything else that the update printed. */
  function expectAdvice(output: string, advice: RegExp): void {
    expect(output.match(new RegExp(advice, "g")), output).toHaveLength(1);
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
  }

  it("because its disk is full: says so, and after some room is made the next up converges", async () => {
    const running = stack.startMake("up");
    await untilContainersAreMade(stack, running.output);
    const makeRoom = await engine.fillDisk();
    const { code, output } = await running.finished;
    makeRoom();
    expect(code).not.toBe(0);
    expectAdvice(output, /error: The disk of the Docker Engine's data root .* is full/);
    // What an engine on a full disk was seen to leave behind, at times: a carrier's volume without its carrier.
    const labels = { "lakehouse.stack": stack.name, "lakehouse.carrier": "postgresql-files" };
    await stack.docker.createVolume({ Labels: labels });
    await comesUp();
  });

  it("because its daemon is killed: says so, and after its restart the next up converges", async () => {
    const down = await stack.make("down");
    expect(down.code, down.output).toBe(0);
    const running = stack.startMake("up");
    await untilContainersAreMade(stack, running.output);
    await engine.end("SIGKILL");
    const { code, output } = await running.finished;
    expect(code).not.toBe(0);
    expectAdvice(output, /error: The Docker Engine at .* stopped answering half way through/);
    await engine.start();
    const again = await stack.make("up");
    // Killed at the wrong moment, Docker 20.10 holds the ports of a container that is gone, until it is restarted.
    if (again.code !== 0) {
      expect(again.output).toMatch(
        /Port \d+ on 127\.0\.0\.1 is taken by another process.*restart the engine/s,
      );
      await engine.end("SIGTERM");
      await engine.start();
    }
    await comesUp();
  });

  it("because it is restarted: containers come back, those it gives up by the next up, which changes nothing", async () => {
    const before = await stack.containerIds();
    await engine.end("SIGTERM");
    await engine.start();
    const unready = async () => {
      const containers = await Promise.all(
        Object.values(before).map((id) => stack.docker.getContainer(id).inspect()),
      );
      return containers
        .filter(({ HostConfig }) => HostConfig.RestartPolicy?.Name === "unless-stopped")
        .filter(({ State }) => !State.Running || (State.Health?.Status ?? "healthy") !== "healthy")
        .map(({ Name, State }) => `${Name}: ${State.Status} ${State.Health?.Status ?? ""} ${State.Error}`);
    };
    // Docker 20.10 gives up a container that joins another's network before that one runs; what asks it is unhealthy then.
    const givenUp = /: exited .*cannot join network of a non running container/;
    const waitedFor = async () => {
      const found = await unready();
      return found.some((what) => givenUp.test(what))
        ? found.filter((what) => !givenUp.test(what) && !what.includes("unhealthy"))
        : found;
    };
    const until = async (look: () => Promise<string[]>) => {
      const deadline = Date.now() + restartSeconds * 1000;
      while ((await look()).length > 0 && Date.now() < deadline) await sleep(500);
      expect(await look()).toEqual([]);
    };
    await until(waitedFor);
    expect(await comesUp()).toContain("dev is up: no change.");
    await until(unready);
    expect(await stack.containerIds()).toEqual(before);
  });

  it("of which somebody has stopped a container: the next up starts it, and replaces nothing", async () => {
    const before = await stack.containerIds();
    await stack.docker.getContainer(before[`${stack.name}-postgresql`]!).stop();
    expect(await comesUp()).toContain("dev is up: no change.");
    expect(await stack.containerIds()).toEqual(before);
  });
});
