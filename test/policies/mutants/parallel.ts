import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Finding } from "./judge";

const root = join(__dirname, "..", "..", "..");

/** Two have the work done in half the time; more would each unpack the whole graph for less and less. */
const processes = Math.min(2, availableParallelism());

/** What each of the dev stack's mutants violates, in their order, judged on more than one processor. */
export async function judgeAll(): Promise<Finding[][]> {
  const parts = await Promise.all(Array.from({ length: processes }, (_, first) => judgePart(first)));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Array.from({ length }, (_, index) => parts[index % processes]![Math.floor(index / processes)]!);
}

async function judgePart(first: number): Promise<Finding[][]> {
  const part = fork(join(__dirname, "part.ts"), [String(first), String(processes)], {
    cwd: root,
    execArgv: ["--require", "./tools/pulumi/load-on-demand.cjs", "--import", "tsx"],
  });
  const ended = once(part, "exit").then(([code]) => {
    throw new Error(`the judge of part ${first} ended with ${String(code)} before it had answered`);
  });
  ended.catch(() => undefined);
  const [found] = (await Promise.race([once(part, "message"), ended])) as [Finding[][]];
  return found;
}
