/** `make doctor`: says what this machine has and lacks for a stack, all of it at once. Makes nothing but its directories. */
import { table } from "../components/platform/table";
import type { Finding } from "../components/platform/docker-host/host-checks";
import { failed } from "./doctor/finding";
import { hostFindings } from "./doctor/host";
import { machineFindings } from "./doctor/machine";
import { stateFindings } from "./doctor/state";
import { runCommand } from "./pulumi/report";
import { openWorkspace, stackName, type Workspace } from "./workspace";

const marks = { ok: "ok", short: "short", refused: "LACKS" } as const;

/** Everything there is to say, whatever else is wrong. */
export async function findings(stack: string, env: NodeJS.ProcessEnv = process.env): Promise<Finding[]> {
  const machine = await machineFindings(env);
  // What cannot be opened for this reason has been said.
  if (machine.some(({ subject, state }) => subject === "state" && state === "refused")) return machine;
  let workspace: Workspace;
  try {
    workspace = openWorkspace(stack, { env });
  } catch (error) {
    return [...machine, failed("settings", error)];
  }
  return [...machine, ...stateFindings(workspace), ...(await hostFindings(workspace))];
}

const widest = 100;

/** What stands in full below the table is shortened in it. */
function shortened(what: string, state: Finding["state"]): string {
  const line = what.split("\n")[0]!;
  return state === "ok" || line.length <= widest ? line : `${line.slice(0, widest)}…`;
}

/** A table of all findings, then those that are not in order, in full and with their remedies. */
export function report(stack: string, all: readonly Finding[]): string {
  const [lacking, wanting] = [
    all.filter(({ state }) => state === "refused"),
    all.filter(({ state }) => state !== "ok"),
  ];
  const rows = all.map(({ subject, state, what }) => [subject, marks[state], shortened(what, state)]);
  const details = wanting.map(
    ({ subject, state, what, remedy }) =>
      `${subject} (${marks[state]}): ${what}${remedy ? `\n  Remedy: ${remedy}` : ""}`,
  );
  const end =
    lacking.length === 0
      ? `${stack} can come up here.`
      : `${lacking.length} of these must be mended before ${stack} can come up here.`;
  return [table(["CHECK", "STATE", "WHAT"], rows), ...details, end].join("\n\n");
}

export async function doctor(stack: string): Promise<number> {
  const all = await findings(stack);
  console.log(report(stack, all));
  return all.some(({ state }) => state === "refused") ? 1 : 0;
}

if (require.main === module) void runCommand(() => doctor(stackName(process.env.STACK)));
