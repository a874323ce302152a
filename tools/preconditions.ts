/** What must hold before an engine is started: one message at once, in place of many from inside an update. */
import { existsSync, statSync } from "node:fs";
import { configurationOf } from "./configuration";
import { stateDirectory } from "./pulumi/paths";
import { requireKeptVolumes } from "./kept-volumes";
import { OperatorError } from "./pulumi/report";
import { readState, type StateResource } from "./recovery/state";
import { refuseUnknownStack } from "./recovery/unknown-stack";
import type { Workspace } from "./workspace";

/** Milliseconds by which clocks may differ. */
const tolerance = 5 * 60_000;

/** A clock that was set back makes certificates that have ended early, and finds those there are not valid yet. */
export function requireClock({ state, stack }: Pick<Workspace, "state" | "stack">): void {
  const file = [state, `${state}.gz`].find((path) => existsSync(path));
  if (file === undefined) return;
  const written = statSync(file).mtime;
  if (written.getTime() <= Date.now() + tolerance) return;
  throw new OperatorError(
    `This machine's clock says ${new Date().toISOString()}, and the state of ${stack} was written later, at ` +
      `${written.toISOString()} (${file}): the clock is behind.\n` +
      "  Remedy: set the clock ('sudo timedatectl set-ntp true'). If it was ahead then and is right now: " +
      `touch '${file}'\nNothing was created or changed.`,
  );
}

/** The name that the stack's objects on the engine were made with. */
export function nameInState(resources: readonly StateResource[]): string | undefined {
  for (const { inputs } of resources) {
    const labels = inputs?.["labels"];
    if (!Array.isArray(labels)) continue;
    const found = (labels as { label?: string; value?: string }[]).find(
      ({ label }) => label === "lakehouse.stack",
    );
    if (found?.value) return found.value;
  }
  return undefined;
}

/** Another name would mean other containers, networks and volumes, and the end of those there are. */
export function requireSameName(workspace: Workspace, name: string): void {
  const made = nameInState(readState(workspace)?.resources ?? []);
  if (made === undefined || made === name) return;
  const home = stateDirectory(workspace.environment);
  throw new OperatorError(
    `The stack in ${home} is called ${made}, and the configuration calls it ${name} (lakehouse:name). A stack keeps its ` +
      "name: its containers, networks and volumes carry it, and data does not move.\n  Remedy, one of these:\n" +
      `  - Go on with the stack there is: lakehouse:name: ${made}\n` +
      `  - Make ${name} a second stack, with a state directory of its own: LAKEHOUSE_HOME=/path/to/directory\n` +
      `  - Take the data out, remove the stack under its old name (make destroy CONFIRM=${made}), and bring it up anew.\n` +
      "Nothing was created or changed.",
  );
}

/**
 * Checks clock, configuration, name, what is left out, engine, and whose stack is on it, before anything that takes
 * long to get ready.
 *
 * @param discard volumes whose data may go, with commas between them; true for all @default none
 * @throws OperatorError or pulumi.RunError with the remedy
 */
export async function requirePreconditions(workspace: Workspace, discard?: string | true): Promise<void> {
  requireClock(workspace);
  const config = await configurationOf(workspace);
  // What follows is about one host's engine.
  if (workspace.stack !== "dev") return;
  requireSameName(workspace, config.name);
  if (discard !== true) await requireKeptVolumes(workspace, config, discard);
  const { requireEngine } = await import("../components/platform/docker-host/engine");
  await requireEngine(config.docker.host);
  await refuseUnknownStack({ workspace, env: workspace.environment });
}

/**
 * Looks at the host as the program does, before the engine, plugins and policies are made ready for it.
 *
 * @param needs.images whether its images must be there, or to be had @default true
 * @throws pulumi.RunError with what will not do first, and its remedy
 */
export async function requireFittingHost(workspace: Workspace, { images = true } = {}): Promise<void> {
  if (workspace.stack === "prod") {
    const { requirements } = await import("../stacks/prod");
    const { inspectCluster } = await import("../components/platform/kubernetes/preflight");
    await inspectCluster(requirements(await configurationOf(workspace)));
  }
  if (workspace.stack !== "dev") return;
  const { requirements } = await import("../stacks/dev");
  const { requireHost } = await import("../components/platform/docker-host/preflight");
  await requireHost(requirements(await configurationOf(workspace)), { images });
}
