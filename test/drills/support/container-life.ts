import type Docker from "dockerode";
import { setTimeout as sleep } from "node:timers/promises";

/** Seconds until a container is healthy again. */
const patience = 120;
/** How often it is looked at, in milliseconds. */
const look = 50;

/** Everything that a container has logged. */
export async function logOf(container: Docker.Container): Promise<string> {
  return (await container.logs({ stdout: true, stderr: true })).toString();
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patience * 1000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not ${what} after ${patience} s`);
    await sleep(look);
  }
}

/** Waits until a container logs something, and has as often as asked for. */
export const untilLogged = (container: Docker.Container, text: string, times: number): Promise<void> =>
  until(`logged: ${text}`, async () => (await logOf(container)).split(text).length > times);

/** Kills everything in a container, as a crash of the machine would; the engine starts it again. */
export async function crash(container: Docker.Container): Promise<void> {
  const { State } = await container.inspect();
  process.kill(State.Pid, "SIGKILL");
  await until("started again and healthy", async () => {
    const { State: now } = await container.inspect();
    return now.StartedAt !== State.StartedAt && now.Running && now.Health?.Status === "healthy";
  });
}

/** Restarts a container in order. */
export async function restart(container: Docker.Container): Promise<void> {
  await container.restart();
  await until("healthy", async () => (await container.inspect()).State.Health?.Status === "healthy");
}
