import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StackOutputs } from "../../tools/operate";
import { TestStack } from "../e2e/stack";
import { expectAgreement, expectReady } from "./support/agreement";
import { halfCreate } from "./support/half-created";
import { interrupt, momentAt, timelineOf, type Timeline } from "./support/interruption";
import { readMarker, writeMarker } from "./support/marker";
import { seededRandom, spread } from "./support/seeded-random";

/** How many moments of each kind of update are tried. */
const tries = Number(process.env.LAKEHOUSE_DRILL_MOMENTS ?? 10);
const seed = Number(process.env.LAKEHOUSE_DRILL_SEED ?? Date.now() % 1_000_000);
const random = seededRandom(seed);
const moments = { up: spread(tries, random), down: spread(tries, random) };

/** The moments of even, or of odd, number: both halves are spread over the whole update. */
const half = (fractions: number[], odd: boolean) =>
  fractions.filter((_, index) => (index % 2 === 1) === odd).map((fraction) => Number(fraction.toFixed(3)));
/** Downs after which the stack goes down for good, each with the moment of the up that follows. */
const downsAndUps = half(moments.down, true).map(
  (down, index) => [down, half(moments.up, true)[index]!] as const,
);

/** The engine is killed at random moments; what comes after must find its way. Each test leaves a running stack. */
describe(`killing the engine (seed ${seed}; LAKEHOUSE_DRILL_SEED sets it)`, () => {
  let stack: TestStack;
  let outputs: StackOutputs;
  const word = `still here ${seed}`;
  const timelines: Record<"first" | "up" | "down", Timeline> = { first: [], up: [], down: [] };
  /** For each kill, what the state held as begun. */
  const begun: Record<"up" | "down", string[][]> = { up: [], down: [] };

  async function startOver(): Promise<void> {
    await stack?.remove();
    stack = await TestStack.create(undefined, { profiles: [] });
    stack.configure({ "lakehouse:sampleData": false, "lakehouse:exampleUsers": false });
  }

  async function kill(target: "up" | "down", timeline: Timeline, fraction: number): Promise<void> {
    const moment = momentAt(timeline, fraction);
    const { result, pending } = await interrupt(stack, target, moment);
    expect(result.code, result.output).not.toBe(0);
    const names = pending.map(({ type, resource }) => `${resource.urn.split("::").at(-1)} (${type})`);
    begun[target].push(names);
    console.log(
      `make ${target} killed ${moment.delay} ms after event ${moment.events}: ${names.join(", ") || "nothing begun"}`,
    );
  }

  async function succeeds(target: "up" | "down"): Promise<string> {
    const { code, output } = await stack.make(target);
    expect(code, output).toBe(0);
    await expectAgreement(stack);
    return output;
  }

  async function comesUp(): Promise<void> {
    expectReady(await succeeds("up"));
  }

  async function keepsTheData(): Promise<void> {
    expect(await readMarker(outputs)).toEqual({ object: word, row: word });
  }

  beforeAll(async () => {
    await startOver();
    const run = async (target: "up" | "down") => {
      const [{ code, output }, timeline] = await timelineOf(stack, target);
      expect(code, output).toBe(0);
      return timeline;
    };
    timelines.first = await run("up");
    timelines.down = await run("down");
    timelines.up = await run("up");
    outputs = await stack.outputs();
    await writeMarker(outputs, word);
  });
  afterAll(() => stack?.remove());

  it.each(half(moments.down, false))("at %f of a down: the next up converges, with the data", async (at) => {
    await kill("down", timelines.down, at);
    await comesUp();
    await keepsTheData();
  });

  it.each(downsAndUps)(
    "at %f of a down: the next down converges; then at %f of an up: the next up converges, with the data",
    async (atDown, atUp) => {
      await kill("down", timelines.down, atDown);
      await succeeds("down");
      expect(await stack.objects()).toMatchObject({ containers: [], networks: [] });
      await kill("up", timelines.up, atUp);
      await comesUp();
      await keepsTheData();
    },
  );

  it.each(["running", "stopped"])(
    "after a server (now %s) made what the state does not know: the next up takes it over, with the data",
    async (now) => {
      if (now === "stopped") await succeeds("down");
      halfCreate(stack, [
        "postgresql:index/role:Role",
        "postgresql:index/database:Database",
        "minio:index/s3Bucket:S3Bucket",
      ]);
      const output = await succeeds("up");
      expectReady(output);
      expect(output).toMatch(/Recovery: asking the servers for [^,\n]+, [^,\n]+, [^,\n]+$/m);
      expect(output).not.toMatch(/(role:Role|database:Database|s3Bucket:S3Bucket) .* created/);
      await keepsTheData();
    },
  );

  it.each(half(moments.up, false))("at %f of a first up: the next up converges", async (at) => {
    await startOver();
    await kill("up", timelines.first, at);
    await comesUp();
  });

  it("was in the middle of something, in ups and in downs", () => {
    expect(begun.up).toHaveLength(tries);
    expect(begun.down).toHaveLength(tries);
    expect(begun.up.filter((names) => names.length > 0).length).toBeGreaterThanOrEqual(tries / 2);
    expect(begun.down.filter((names) => names.length > 0).length).toBeGreaterThanOrEqual(tries / 2);
  });
});
