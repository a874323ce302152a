import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { jobsOf, runAgain, type JobRun } from "../support/jobs";
import { seededRandom } from "../../drills/support/seeded-random";
import { dataPathState } from "../support/data-path-state";
import type { TestStack } from "../stack";

/** Jobs of the way from a source to a dashboard, in their order, and what the last line of one without work says. */
const idle: Record<string, RegExp> = {
  "sample-source-load": /no change/,
  "dremio-bootstrap": /no change/,
  "superset-init": /./,
  "batch-sync": /./,
  "dbt-build": /0 failed/,
};

/** Moments of a run at which it is killed: `LAKEHOUSE_TEST_MOMENTS=3`. */
const moments = Number(process.env["LAKEHOUSE_TEST_MOMENTS"] ?? 1);
/** Another seed tries other moments: `LAKEHOUSE_TEST_SEED=7`. */
const seed = Number(process.env["LAKEHOUSE_TEST_SEED"] ?? 20260101);
/** Milliseconds that a run at least takes, where it has not been seen. */
const shortest = 2_000;

/** A build takes most of a minute on a small machine, and is run twice for each moment. */
const killed = { timeout: 900_000 };

/** Jobs that have been run already, run again, and killed at some moment. */
export function jobs(stack: () => TestStack): void {
  let settled: Record<string, unknown>;
  const took = new Map<string, number>();

  const jobOf = async (name: string) => {
    const job = (await jobsOf(stack().docker, stack().name)).get(name);
    if (!job) throw new Error(`no job ${name}`);
    return job;
  };
  const run = async (name: string): Promise<JobRun> => {
    const done = await runAgain(name, await jobOf(name));
    expect(done.code, `${name}: ${done.lines.slice(-5).join("\n")}`).toBe(0);
    return done;
  };

  // Where the platform runs these jobs, the scheduler is not there.
  const scheduler = () => stack().docker.getContainer(`${stack().name}-scheduler`);
  afterAll(() => scheduler().start());
  beforeAll(async () => {
    await scheduler().stop();
    for (const name of ["batch-sync", "dbt-build"]) await run(name);
    settled = await dataPathState(stack());
  });

  it.each(Object.keys(idle))("runs %s a second time without effect", async (name) => {
    const { lines, seconds } = await run(name);
    took.set(name, seconds * 1000);
    expect(lines.join("\n")).toMatch(idle[name]!);
    expect(await dataPathState(stack())).toEqual(settled);
  });

  it.each(Object.keys(idle))("ends %s where it was killed, when it is run again", killed, async (name) => {
    const next = seededRandom(seed + Object.keys(idle).indexOf(name));
    for (let index = 0; index < moments; index++) {
      const moment = Math.round(next() * (took.get(name) ?? shortest));
      const job = await jobOf(name);
      await job.start();
      const ended = job.wait() as Promise<{ StatusCode: number }>;
      await sleep(moment);
      // It may have ended already.
      await job.kill({ signal: "SIGKILL" }).catch(() => undefined);
      const { StatusCode: code } = await ended;
      await run(name);
      expect(await dataPathState(stack()), `${name}, killed after ${moment} ms (${code})`).toEqual(settled);
    }
  });
}
