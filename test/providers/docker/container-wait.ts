import { setTimeout as sleep } from "node:timers/promises";
import type { Container, ContainerInspectInfo } from "dockerode";
import type { Values } from "../runtime";
import { containerLogs } from "./container-logs";

const LOG_LINES = 20;
const POLL_MS = 250;
/** How long a container that is not waited for must stay up to count as started. */
const SETTLE_MS = 1_000;

async function failure(container: Container, what: string): Promise<Error> {
  const logs = (await containerLogs(container, LOG_LINES).catch(() => "")).trim();
  const lines = logs === "" ? "it wrote nothing to its log" : `last lines of its log:\n${logs}`;
  return new Error(`${what}; ${lines}`);
}

function ended({ State }: ContainerInspectInfo): boolean {
  return !State.Running || State.Restarting;
}

async function untilHealthy(
  container: Container,
  name: string,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  const until = Date.now() + timeoutSeconds * 1_000;
  for (;;) {
    const current = await container.inspect();
    const health = current.State.Health;
    if (health === undefined)
      throw new Error(
        `Container ${name} has "wait: true" but no health check: add "healthcheck", or remove "wait"`,
      );
    if (health.Status === "healthy") return;
    if (ended(current))
      throw await failure(
        container,
        `Container ${name} ended with exit code ${current.State.ExitCode} before it was healthy`,
      );
    if (Date.now() > until) {
      const probe = (health.Log ?? []).at(-1)?.Output?.trim() ?? "";
      throw await failure(
        container,
        `Container ${name} was not healthy within waitTimeout (${timeoutSeconds} s)${probe === "" ? "" : `, last health check said: ${probe}`}`,
      );
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function untilSettled(container: Container, name: string, signal: AbortSignal): Promise<void> {
  for (const until = Date.now() + SETTLE_MS; Date.now() < until;) {
    await sleep(POLL_MS, undefined, { signal });
    const current = await container.inspect();
    if (ended(current))
      throw await failure(
        container,
        `Container ${name} must run but ended at once with exit code ${current.State.ExitCode}`,
      );
  }
}

async function untilEnded(container: Container, signal: AbortSignal): Promise<void> {
  const cancelled = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  await Promise.race([container.wait(), cancelled]);
}

/** Waits for what the arguments ask for: healthy, ended, or simply still running. */
export async function awaitContainer(
  container: Container,
  inputs: Values,
  signal: AbortSignal,
): Promise<void> {
  const name = String(inputs.name);
  if (inputs.start !== false) {
    if (inputs.wait === true) await untilHealthy(container, name, Number(inputs.waitTimeout), signal);
    else if (inputs.mustRun === true && inputs.attach !== true && inputs.rm !== true)
      await untilSettled(container, name, signal);
  }
  if (inputs.attach === true) await untilEnded(container, signal);
}
