/** What comes before an update when the last one was interrupted: state and engine are put in agreement. */
import type Docker from "dockerode";
import type { Session } from "../operate";
import type { Finished } from "../pulumi/process";
import { notice } from "../pulumi/report";
import { releaseStaleLocks } from "../workspace";
import { adopt, insideServers, isAdoptable, names } from "./adoption";
import { check, editState, pulumi } from "./edit-state";
import { engineObjects, removeContainer, removeNetwork, type EngineObjects } from "./engine-objects";
import { failedJobs } from "./failed-jobs";
import { untilNoRemnants } from "./remnants";
import { startStopped } from "./stopped";
import { noteUnconfirmed, unconfirmed } from "./unconfirmed";
import { engineOf, labelOf, refuseUnknownStack } from "./unknown-stack";
import { mendAttributes, readState, type State, type StateResource } from "./state";

const container = "docker:index/container:Container";
const network = "docker:index/network:Network";
/** Every resource of the engine, in the program's wildcard for URNs. */
const onEngine = "**docker:index/**";

/**
 * Puts state and engine in agreement after an interrupted update. When the last one came to its end, it only starts
 * what has stopped since.
 *
 * What the state does not know is removed from the engine, volumes excepted: creating a volume that exists takes it
 * over. What the engine no longer has is dropped from the state, and the update makes it again. What was being made
 * inside a server is taken into the state and looked up there, after the update where the server is down before:
 * see {@link confirm}.
 *
 * @throws OperatorError when the engine has objects of a stack whose state is not here
 */
export async function recover(session: Session, next: "up" | "down" | "destroy"): Promise<void> {
  const { workspace } = session;
  await refuseUnknownStack(session);
  if (workspace.stack !== "dev" || !workspace.exists()) return;
  const stale = releaseStaleLocks(workspace);
  mendAttributes(workspace);
  const state = readState(workspace)!;
  const docker = await engineOf(workspace);
  const objects = await engineObjects(docker, labelOf(workspace));
  const failed = await failedJobs(docker, labelOf(workspace));
  const evidence = [...state.pending, ...strangers(state, objects), ...unconfirmed(workspace), ...failed];
  if (!stale && evidence.length === 0) {
    if (next === "up") await startStopped(docker, labelOf(workspace));
    return;
  }

  const pending = state.pending.map(({ type, resource }) => `${names([resource.urn])} (${type})`);
  notice(
    `Recovery: the last update of ${workspace.stack} did not come to its end` +
      (pending.length > 0 ? `, while at work on ${pending.join(", ")}` : ""),
  );
  await untilNoRemnants(workspace.environment.PULUMI_BACKEND_URL!);
  // The refresh forgets these, and a server may not be there to be asked before a later command.
  noteUnconfirmed(workspace, [...unconfirmed(workspace), ...changingInServers(state)]);
  for (const { id, name } of failed) {
    notice(`Recovery: ${name} ended with an error, and is run again`);
    await removeContainer(docker, id, name);
  }
  await removeUnfinished(session, docker);
  await refreshEngineObjects(session, state);
  // The engine may have been at what it was asked for last until now.
  await removeUnfinished(session, docker);
  await adoptPending(session);
  if (next !== "destroy")
    await confirm(session, () => notice("Recovery: servers do not answer yet, and are asked later"));
  notice("Recovery: state and engine agree again");
}

const isIn = (resources: StateResource[], type: string, id: string) =>
  resources.some((resource) => resource.type === type && resource.id === id);

/** What has our label and is unknown to the state: containers, networks, and volumes of carriers that are gone. */
function strangers(state: State, objects: EngineObjects): unknown[] {
  return [
    ...objects.leftOver,
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
  for (const name of (await engineObjects(docker, labelOf(session.workspace))).leftOver) {
    notice(`Recovery: removing the volume ${name}, which the engine left behind`);
    await docker.getVolume(name).remove();
  }
}

/** Looks at every engine object of the state, and drops from it what is gone. */
async function refreshEngineObjects(session: Session, before: State): Promise<void> {
  const keep = before.pending.some(isAdoptable);
  // What is created again without harm needs no looking up; Pulumi would warn of it in every update.
  check(await refresh(session, [onEngine], keep ? "--skip-pending-creates" : "--clear-pending-creates"));
  const after = new Set(readState(session.workspace)!.resources.map(({ urn }) => urn));
  const gone = before.resources.map(({ urn }) => urn).filter((urn) => !after.has(urn));
  if (gone.length > 0) notice(`Recovery: no longer on the engine: ${names(gone)}`);
}

/** What was being changed or deleted inside a server. */
function changingInServers({ pending }: State): string[] {
  return pending
    .filter(({ type }) => type === "deleting" || type === "updating")
    .map(({ resource }) => resource)
    .filter(({ type }) => insideServers.test(type))
    .map(({ urn }) => urn);
}

/** Takes what was being made inside servers into the state, to be confirmed. */
async function adoptPending(session: Session): Promise<void> {
  const { workspace } = session;
  const creating = readState(workspace)!.pending.filter(isAdoptable);
  if (creating.length === 0) return;
  noteUnconfirmed(workspace, [...unconfirmed(workspace), ...creating.map(({ resource }) => resource.urn)]);
  // An import leaves pending operations out: none is open any more.
  await editState(session, adopt);
}

/**
 * Asks the servers for what nobody knows since an interruption: what is not there goes from the state, what differs
 * is corrected by the next update.
 * @param unanswered what to do when they do not answer; what is unknown stays noted @default failing
 * @returns whether there was something to ask for, and an answer
 */
export async function confirm(session: Session, unanswered?: () => void): Promise<boolean> {
  const { workspace } = session;
  const known = new Set((readState(workspace)?.resources ?? []).map(({ urn }) => urn));
  const targets = unconfirmed(workspace).filter((urn) => known.has(urn));
  if (targets.length > 0) {
    notice(`Recovery: asking the servers for ${names(targets)}`);
    const answer = await refresh(session, targets, "--skip-pending-creates");
    if (answer.code !== 0 && unanswered) {
      unanswered();
      return false;
    }
    check(answer);
  }
  noteUnconfirmed(workspace, []);
  return targets.length > 0;
}

function refresh(session: Session, targets: string[], creates: string): Promise<Finished> {
  const settings = ["--config-file", session.workspace.configFile, "--suppress-outputs"];
  const what = targets.flatMap((urn) => ["--target", urn]);
  return pulumi(session, "refresh", ...settings, "--yes", "--skip-preview", creates, ...what);
}
