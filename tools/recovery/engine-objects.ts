import type Docker from "dockerode";
import { setTimeout as sleep } from "node:timers/promises";
import { CARRIER, ofStack } from "../../components/platform/docker-host/stack-label";
import { OperatorError } from "../pulumi/report";

/** A first start may be initialising its data directory: half of it would stay on the volume. Milliseconds. */
const INITIALISATION = 180_000;
/** How long the engine may take to remove something, in milliseconds. */
const REMOVAL = 90_000;

/** What carries a stack's label on an engine. */
export interface EngineObjects {
  containers: { id: string; name: string }[];
  networks: { id: string; name: string }[];
  /** Names of those that the program names. */
  volumes: string[];
  /** Names of carriers' volumes that no container has: the engine could not remove them with their carrier. */
  leftOver: string[];
}

/** Everything on the engine that carries a stack's label. */
export async function engineObjects(docker: Docker, stack: string): Promise<EngineObjects> {
  const filters = ofStack(stack);
  const [containers, networks, { Volumes: all }, { Volumes: unused }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
    docker.listVolumes({ filters: { ...filters, dangling: ["true"] } }),
  ]);
  const carried = ({ Labels }: { Labels?: Record<string, string> | null }) => CARRIER in (Labels ?? {});
  return {
    containers: containers.map(({ Id, Names }) => ({ id: Id, name: Names[0]?.slice(1) ?? Id.slice(0, 12) })),
    networks: networks.map(({ Id, Name }) => ({ id: Id, name: Name })),
    volumes: all.filter((volume) => !carried(volume)).map(({ Name }) => Name),
    leftOver: unused.filter(carried).map(({ Name }) => Name),
  };
}

const status = (error: unknown) => (error as { statusCode?: number }).statusCode;

/** The container's state, or undefined when it is gone. */
export async function inspect(
  docker: Docker,
  id: string,
): Promise<Docker.ContainerInspectInfo["State"] | undefined> {
  try {
    return (await docker.getContainer(id).inspect()).State;
  } catch (error) {
    if (status(error) === 404) return undefined;
    throw error;
  }
}

/** Whether something came to be within a time. */
export async function until(done: () => Promise<boolean>, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (!(await done())) {
    if (Date.now() > deadline) return false;
    await sleep(250);
  }
  return true;
}

/**
 * Stops a container as its own settings say, and removes it with its anonymous volumes. One that is just starting
 * is given the time to become healthy first.
 */
export async function removeContainer(docker: Docker, id: string, name: string): Promise<void> {
  const starting = async () => (await inspect(docker, id))?.Health?.Status === "starting";
  await until(async () => !(await starting()), INITIALISATION);
  const container = docker.getContainer(id);
  try {
    if ((await inspect(docker, id))?.Running) await container.stop();
    await container.remove({ force: true, v: true });
  } catch (error) {
    // 304: stopped by itself; 404: gone; 409: the engine is removing it already, or still stopping it.
    if (![304, 404, 409].includes(status(error) ?? 0)) throw error;
  }
  const gone = async () => {
    if ((await inspect(docker, id)) === undefined) return true;
    await container.remove({ force: true, v: true }).catch(() => undefined);
    return false;
  };
  if (!(await until(gone, REMOVAL))) {
    throw new OperatorError(
      `The engine does not remove the container ${name}, which an interrupted update left behind. ` +
        `Remove it ('docker rm --force --volumes ${name}') and run the command again.`,
    );
  }
}

/** Removes a network that nobody uses any more. */
export async function removeNetwork(docker: Docker, id: string, name: string): Promise<void> {
  try {
    await docker.getNetwork(id).remove();
  } catch (error) {
    if (status(error) === 404) return;
    throw new OperatorError(
      `The network ${name}, which an interrupted update left behind, cannot be removed: ${(error as Error).message}. ` +
        `Remove it ('docker network rm ${name}') and run the command again.`,
    );
  }
}
