import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { engineAt } from "../../components/platform/docker-host/engine";
import { stateDirectory } from "../pulumi/paths";
import type { Place } from "./unknown-stack";

/** A disk with less than this is full for a database: bytes. */
const FULL = 64 * 2 ** 20;
/** Milliseconds an engine has to answer. */
const ANSWER = 10_000;

/** Free bytes for an ordinary user where a path is; of its parent where the path itself may not be entered. */
function freeAt(path: string): number | undefined {
  for (const at of [path, dirname(path)]) {
    try {
      const { bavail, bsize } = statfsSync(at);
      return bavail * bsize;
    } catch {
      // Try the parent.
    }
  }
  return undefined;
}

const again = (stack: string) =>
  `then run the command again: what ${stack} has by now is looked up, and the rest is made.`;

/** What the surroundings of a failed update say of its cause, with the remedy: the engine, and disks. */
export async function adviceAfterFailure({ workspace, env }: Place): Promise<string[]> {
  const { stack, config } = workspace;
  if (stack !== "dev") return [];
  const home = stateDirectory(env);
  const stateFree = freeAt(home);
  if (stateFree !== undefined && stateFree < FULL) {
    return [`The disk of ${home} is full, so the state cannot be written. Free some space, ${again(stack)}`];
  }
  const { docker, shown, local } = engineAt(
    (config["lakehouse:docker"] as { host?: string } | undefined)?.host,
  );
  const info = await Promise.race([
    docker.info().then(
      (answer) => answer as { DockerRootDir: string },
      () => undefined,
    ),
    new Promise<undefined>((resolve) => setTimeout(resolve, ANSWER, undefined).unref()),
  ]);
  if (info === undefined) {
    return [
      `The Docker Engine at ${shown} stopped answering half way through. Start it ('sudo systemctl start docker'), ${again(stack)}`,
    ];
  }
  const free = local ? freeAt(info.DockerRootDir) : undefined;
  if (free === undefined || free >= FULL) return [];
  return [
    `The disk of the Docker Engine's data root ${info.DockerRootDir} is full (${Math.floor(free / 2 ** 20)} MiB free). ` +
      `Free some space there ('docker system df' shows what takes it), ${again(stack)}`,
  ];
}
