import type { ChildProcess } from "node:child_process";

/** How long a program may take to end after an interrupt, in milliseconds: what the engine grants a plugin too. */
const GRACE = 5_000;

const running = new Set<ChildProcess>();

/** Remembers a child until it ends, so that it never outlives this host. */
export function track(child: ChildProcess): ChildProcess {
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

/** Interrupts a child, and kills it when it has not ended in time. */
export function stop(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGINT");
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE);
  timer.unref();
  child.once("close", () => clearTimeout(timer));
}

/** Interrupts every child still running. */
export function stopAll(): void {
  for (const child of running) stop(child);
}

/** Kills every child still running, for the moment before this process ends. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}
