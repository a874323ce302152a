import { setTimeout as sleep } from "node:timers/promises";
import { readState, type PendingOperation } from "../../../tools/recovery/state";
import type { Result, Running, TestStack } from "../../e2e/stack";
import { join } from "node:path";
import { descendants } from "./processes";
import { changesSoFar } from "./progress";

/** How often an update is looked at, in milliseconds. */
const LOOK = 30;

/** When each beginning or end of a change came, in milliseconds since the first of them. */
export type Timeline = number[];

/** A moment of an update: after so many events, and so many milliseconds after the last of them. */
export interface Moment {
  events: number;
  delay: number;
}

/** What was found after an engine was killed. */
export interface Interrupted {
  result: Result;
  /** Operations that the state holds as begun. */
  pending: PendingOperation[];
}

/** Runs `make <target>` undisturbed, and notes when what happened. */
export async function timelineOf(stack: TestStack, target: string): Promise<[Result, Timeline]> {
  const running = stack.startMake(target);
  const timeline: Timeline = [];
  let start: number | undefined;
  let over = false;
  void running.finished.finally(() => (over = true));
  while (!over) {
    const events = changesSoFar(stack.home, running.output()) ?? 0;
    if (events > 0) start ??= Date.now();
    while (timeline.length < events) timeline.push(Date.now() - start!);
    await sleep(LOOK);
  }
  return [await running.finished, timeline];
}

/** The moment at a fraction of the time between the first and the last change, told by its events. */
export function momentAt(timeline: Timeline, fraction: number): Moment {
  const at = fraction * timeline.at(-1)!;
  const events = timeline.filter((time) => time <= at).length;
  return { events, delay: Math.round(at - timeline[events - 1]!) };
}

const isOver = async ({ finished }: Running) => Promise.race([finished.then(() => true), sleep(0, false)]);

/**
 * Starts `make <target>` and kills its engine, and nothing else, at a moment of the update.
 * @throws Error when the command ended before
 */
export async function interrupt(stack: TestStack, target: string, moment: Moment): Promise<Interrupted> {
  const running = stack.startMake(target);
  for (;;) {
    if (await isOver(running))
      throw new Error(`make ${target} ended early: ${(await running.finished).output}`);
    if ((changesSoFar(stack.home, running.output()) ?? -1) >= moment.events) break;
    await sleep(LOOK);
  }
  await sleep(moment.delay);
  const engine = descendants(running.pid).find(
    ({ program, args }) => program === "pulumi" && args[1] === "up",
  );
  if (!engine) throw new Error(`make ${target} runs no engine any more: ${(await running.finished).output}`);
  process.kill(engine.pid, "SIGKILL");
  return { result: await running.finished, pending: pendingOf(stack) };
}

/** Operations that the state holds as begun. */
export function pendingOf(stack: TestStack): PendingOperation[] {
  const state = join(stack.home, "backend", ".pulumi", "stacks", "lakehouse", "dev.json");
  return readState({ stack: "dev", state })?.pending ?? [];
}
