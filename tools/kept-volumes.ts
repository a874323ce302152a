/** Volumes with data of what the configuration no longer runs: kept, until their loss is agreed to by name. */
import { volumesOf } from "../components/platform/footprint";
import type { Config } from "../stacks/schema";
import { configurationOf } from "./configuration";
import type { Session } from "./operate";
import { capture, lastLine } from "./pulumi/process";
import { OperatorError } from "./pulumi/report";
import { readState, resourceName, type StateResource } from "./recovery/state";
import type { Workspace } from "./workspace";

const VOLUME = "docker:index/volume:Volume";

/** Protected volumes of a state that the workloads of a configuration do not have. */
export function volumesLeftOut(
  resources: readonly StateResource[],
  wanted: readonly string[],
): StateResource[] {
  return resources.filter(
    ({ urn, type, protect }) => type === VOLUME && protect === true && !wanted.includes(resourceName(urn)),
  );
}

/** Names of all volumes that a configuration's workloads have, as the program calls them. */
async function wantedVolumes(config: Config): Promise<string[]> {
  const { requirements } = await import("../stacks/dev");
  return volumesOf(requirements(config).footprints).map(({ name }) => name);
}

const namesOf = (volumes: readonly StateResource[]) => volumes.map(({ urn }) => resourceName(urn)).sort();

/**
 * Refuses a configuration that leaves out what holds data, unless the volumes are named.
 *
 * @param discard names of the volumes whose data may go, with commas between them
 * @throws OperatorError with both ways out
 */
export async function requireKeptVolumes(
  workspace: Workspace,
  config: Config,
  discard: string | undefined,
): Promise<void> {
  const leftOut = namesOf(volumesLeftOut(readState(workspace)?.resources ?? [], await wantedVolumes(config)));
  const agreed = (discard ?? "").split(",").filter(Boolean).sort();
  if (leftOut.join() === agreed.join()) return;
  if (leftOut.length === 0)
    throw new OperatorError(
      `DISCARD=${discard}: the configuration leaves out no volume that holds data. Nothing was changed.`,
    );
  throw new OperatorError(
    `The configuration no longer runs what holds data in ${leftOut.join(", ")}` +
      `${discard ? `, and DISCARD=${discard} is not that` : ""}.\n  Remedy, one of these:\n` +
      "  - Run it on: put back what was taken from lakehouse:profiles\n" +
      `  - Give that data up for good, and nothing else: make up DISCARD=${leftOut.join(",")}\n` +
      "Nothing was changed.",
  );
}

/** Lifts the protection of volumes that are left out, so that the next update removes them. */
export async function releaseVolumesLeftOut({ engine, workspace, env }: Session): Promise<string[]> {
  const wanted = await wantedVolumes(await configurationOf(workspace));
  const leftOut = volumesLeftOut(readState(workspace)?.resources ?? [], wanted);
  for (const { urn } of leftOut) {
    const args = ["state", "unprotect", urn, "--stack", workspace.stack, "--yes", "--non-interactive"];
    const { code, stderr } = await capture(engine.binary, args, { cwd: workspace.directory, env });
    if (code !== 0) throw new OperatorError(`${resourceName(urn)} cannot be released: ${lastLine(stderr)}`);
  }
  return namesOf(leftOut);
}
