/** What comes before an update when the last one was interrupted: state and engine are put in agreement. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";
import { operate, type Session } from "../operate";
import { stateDirectory } from "../pulumi/paths";
import { capture, lastLine } from "../pulumi/process";
import { notice, OperatorError } from "../pulumi/report";
import { releaseStaleLocks } from "../workspace";
import { adopt, isAdoptable, names, type Deployment } from "./adoption";
import { engineObjects, inspect, removeContainer, removeNetwork, type EngineObjects } from "./engine-objects";
import { untilNoRemnants } from "./remnants";
import { engineOf, labelOf, refuseUnknownStack } from "./unknown-stack";
import { readState, type PendingOperation, type State, type StateResource } from "./state";

const container = "docker:index/container:Container";
const network = "docker:index/network:Network";
/** Every resource of the engine, in the program's wildcard for URNs. */
const onEngine = "**docker:index/**";

/**
 * Puts state and engine in agreement after an interrupted update; does nothing when the last one came to its end.
 *
 * What the state does not know is removed from the engine, volumes excepted: creating a volume that exists takes it
 * over. What the engine no longer has is dropped from the state, and the update makes it again. What was being made
 * inside a server is looked up there, which needs the server: only an update that starts it can (`next` is `up`).
 *
 * @throws OperatorError when the engine has objects of a stack whose state is not here
 */
export async function recover(session: Session, next: "up" | "down" | "destroy"): Promise<void> {
  const { workspace } = session;
  await refuseUnknownStack(session);
  if (workspace.stack !== "dev" || !workspace.exists()) return;
  const stale = releaseStaleLocks(workspace);
  const state = readState(workspace)!;
  const docker = await engineOf(workspace);
  const objects = await engineObjects(docker, labelOf(workspace));
  if (!stale && state.pending.length === 0 && strangers(state, objects).length === 0) return;

  const pending = state.pending.map(({ type, resource }) => `${names([resource.urn])} (${type})`);
  notice(
    `Recovery: the last update of ${workspace.stack} was interrupted` +
      (pending.length > 0 ? `, while at work on ${pending.join(", ")}` : ""),
  );
  await untilNoRemnants(workspace.environment.PULUMI_BACKEND_URL!);
  // An engine may still be at what it was asked for last: what is removed is asked for again after the refresh.
  await removeUnfinished(session, docker);
  const whole = await refreshEngineObjects(session, state);
  await removeUnfinished(session, docker);
  const inServers = state.pending.filter((operation) => mustAskServer(operation));
  if (next === "up" && inServers.length > 0) await askServers(session, docker, inServers, whole);
  notice("Recovery: state and engine agree again");
}

const isIn = (resources: StateResource[], type: string, id: string) =>
  resources.some((resource) => resource.type === type && resource.id === id);

/** Containers and networks with our label that the state does not know. */
function strangers(state: State, objects: EngineObjects): { id: string; name: string }[] {
  return [
    ...objects.containers.filter(({ id }) => !isIn(state.resources, container, id)),
    ...objects.networks.filter(({ id }) => !isIn(state.resources, network, id)),
  ];
}

/** Removes what the state does not know, and the containers whose removal had begun. */
async function removeUnfinished(session: Session, docker: Docker): Promise<void> {
  const state = readState(session.workspace)!;
  const objects = await engineObjects(docker, labelOf(session.workspace));
  const begun = state.pending.filter(({ type }) => type === "deleting").map(({ resource }) => resource);
  for (const { id, name } of objects.containers) {
    if (isIn(state.resources, container, id) && !isIn(begun, container, id)) continue;
    notice(`Recovery: removing the container ${name}, which is unfinished`);
    await removeContainer(docker, id, name);
  }
  for (const { id, name } of objects.networks) {
    if (isIn(state.resources, network, id)) continue;
    notice(`Recovery: removing the network ${name}, which is unfinished`);
    await removeNetwork(docker, id, name);
  }
}

/** Looks at every engine object of the state. Gives whether all of them were there as the state says. */
async function refreshEngineObjects(session: Session, before: State): Promise<boolean> {
  const keep = before.pending.some(isAdoptable);
  // What is created again without harm needs no looking up; the engine would warn of it in every update.
  await refresh(session, [onEngine], keep ? "--skip-pending-creates" : "--clear-pending-creates");
  const after = new Set(readState(session.workspace)!.resources.map(({ urn }) => urn));
  const gone = before.resources.map(({ urn }) => urn).filter((urn) => !after.has(urn));
  if (gone.length > 0) notice(`Recovery: no longer on the engine: ${names(gone)}`);
  return gone.length === 0;
}

/** Whether only the server that holds the object can say what became of it. */
function mustAskServer(operation: PendingOperation): boolean {
  const { type, resource } = operation;
  const inServer = /^(postgresql|minio):index\//.test(resource.type);
  return isAdoptable(operation) || (inServer && (type === "deleting" || type === "updating"));
}

/** Takes over what was being made inside servers and is there, and drops what was being removed and is gone. */
async function askServers(
  session: Session,
  docker: Docker,
  pending: PendingOperation[],
  whole: boolean,
): Promise<void> {
  const state = readState(session.workspace)!;
  if (!whole || !(await areReady(docker, state))) {
    notice("Recovery: starting the servers, to ask them what they have");
    const { code } = await operate(session, "up", ["--target", onEngine]);
    if (code !== 0)
      throw new OperatorError("The servers do not start, so the update cannot go on: see above.");
  }
  const adopted = await adoptPending(session);
  if (adopted.length > 0) notice(`Recovery: asking the servers for ${names(adopted)}`);
  const others = pending.filter(({ type }) => type !== "creating").map(({ resource }) => resource.urn);
  const known = new Set(readState(session.workspace)!.resources.map(({ urn }) => urn));
  const targets = [...adopted, ...others].filter((urn) => known.has(urn));
  if (targets.length > 0) await refresh(session, targets, "--skip-pending-creates");
}

/** Whether every container of the state that should run does, and is healthy where it can say so. */
async function areReady(docker: Docker, state: State): Promise<boolean> {
  const running = state.resources.filter(
    ({ type, inputs }) => type === container && inputs?.mustRun !== false,
  );
  const states = await Promise.all(running.map(({ id }) => inspect(docker, id!)));
  return states.every((found) => found?.Running && (found.Health?.Status ?? "healthy") === "healthy");
}

async function adoptPending(session: Session): Promise<string[]> {
  const work = mkdtempSync(join(stateDirectory(session.env), "recovery."));
  const file = join(work, "deployment.json");
  try {
    await pulumi(session, "stack", "export", "--file", file);
    const deployment = JSON.parse(readFileSync(file, "utf8")) as Deployment;
    const adopted = adopt(deployment);
    writeFileSync(file, JSON.stringify(deployment), { mode: 0o600 });
    // An import leaves pending operations out: none is open any more.
    await pulumi(session, "stack", "import", "--file", file);
    return adopted;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function refresh(session: Session, targets: string[], creates: string): Promise<void> {
  const settings = ["--config-file", session.workspace.configFile];
  const what = targets.flatMap((urn) => ["--target", urn]);
  await pulumi(
    session,
    "refresh",
    ...settings,
    "--yes",
    "--skip-preview",
    "--suppress-outputs",
    creates,
    ...what,
  );
}

/** Runs the engine on the stack without showing its output, unless it fails. */
async function pulumi({ engine, workspace, env }: Session, ...command: string[]): Promise<void> {
  const args = [...command, "--stack", workspace.stack, "--non-interactive"];
  const { code, stdout, stderr } = await capture(engine.binary, args, { cwd: workspace.directory, env });
  if (code === 0) return;
  notice(stdout);
  notice(stderr);
  throw new OperatorError(
    `What the interrupted update left cannot be looked up (${lastLine(stderr) || lastLine(stdout)}): see above. ` +
      "When that is mended, run the command again.",
  );
}
