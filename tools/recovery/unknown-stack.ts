import type Docker from "dockerode";
import { stateDirectory } from "../pulumi/paths";
import { OperatorError } from "../pulumi/report";
import type { Workspace } from "../workspace";
import { engineObjects } from "./engine-objects";
import { readState, type State } from "./state";

/** What of a session it takes to find a stack's objects. */
export interface Place {
  workspace: Workspace;
  env: NodeJS.ProcessEnv;
}

/** Name under which a stack's objects are labelled on the engine; `config` lacks the schema's default. */
export function labelOf({ stack, config }: Workspace): string {
  const given = config["lakehouse:name"];
  return typeof given === "string" ? given : `lakehouse-${stack}`;
}

/** A client of the engine that the stack is on. */
export async function engineOf({ config }: Workspace): Promise<Docker> {
  const { engineAt } = await import("../../components/platform/docker-host/engine");
  return engineAt((config["lakehouse:docker"] as { host?: string } | undefined)?.host).docker;
}

/** What carries a stack's label on the engine. */
const labelled = /^docker:index\/(container|network|volume):/;

/**
 * Whether the state has made, or has begun to make, anything on an engine. One that has only keys and passwords, as of
 * a first update that was interrupted early, does not know whose the objects of its name are.
 */
function isKnown(state: State | undefined): boolean {
  if (state === undefined) return false;
  return [...state.resources, ...state.pending.map(({ resource }) => resource)].some(({ type }) =>
    labelled.test(type),
  );
}

/**
 * Refuses to go on beside objects that carry the stack's label when its state is not here: a new state would have new
 * keys for old data. Says nothing of an engine that does not answer.
 * @throws OperatorError with what may be done
 */
export async function refuseUnknownStack({ workspace, env }: Place): Promise<void> {
  // The only platform there is so far; its objects are on one engine.
  if (workspace.stack !== "dev" || isKnown(readState(workspace))) return;
  const label = labelOf(workspace);
  const objects = await engineObjects(await engineOf(workspace), label).catch(() => undefined);
  if (objects === undefined) return;
  const names = [...objects.containers, ...objects.networks].map(({ name }) => name);
  const found = [...names, ...objects.volumes].sort();
  if (found.length === 0) return;
  const filter = `--filter label=lakehouse.stack=${label}`;
  throw new OperatorError(
    `The Docker Engine has objects of a stack named ${label} (${found.join(", ")}), but ${stateDirectory(env)} ` +
      "holds no state that knows of them: the keys and credentials of its data are elsewhere. Nothing was changed.\n" +
      "One of these helps:\n" +
      "  - Put the state directory back from your backup, or name the one it is in: LAKEHOUSE_HOME=/path/to/directory.\n" +
      "  - Give this stack another name: lakehouse:name in the configuration.\n" +
      `  - If what they hold may be lost: docker rm -fv $(docker ps -aq ${filter}); ` +
      `docker network rm $(docker network ls -q ${filter}); docker volume rm $(docker volume ls -q ${filter})`,
  );
}
