import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../operate";
import { stateDirectory } from "../pulumi/paths";
import { capture, type Finished } from "../pulumi/process";
import { OperatorError } from "../pulumi/report";
import type { Deployment } from "./adoption";

/** Runs the engine on the stack without showing its output. */
export function pulumi({ engine, workspace, env }: Session, ...command: string[]): Promise<Finished> {
  const args = [...command, "--stack", workspace.stack, "--non-interactive"];
  return capture(engine.binary, args, { cwd: workspace.directory, env });
}

/** @throws OperatorError with what the engine said, when it failed */
export function check({ code, stdout, stderr }: Finished): void {
  if (code === 0) return;
  throw new OperatorError(
    `What the interrupted update left cannot be looked up:\n${stdout.trim()}\n${stderr.trim()}\n` +
      "When that is mended, run the command again.",
  );
}

/** Changes a stack's state by the engine's own export and import, secrets encrypted as they are. */
export async function editState(session: Session, change: (deployment: Deployment) => void): Promise<void> {
  const work = mkdtempSync(join(stateDirectory(session.env), "recovery."));
  const file = join(work, "deployment.json");
  try {
    check(await pulumi(session, "stack", "export", "--file", file));
    const deployment = JSON.parse(readFileSync(file, "utf8")) as Deployment;
    change(deployment);
    writeFileSync(file, JSON.stringify(deployment), { mode: 0o600 });
    check(await pulumi(session, "stack", "import", "--file", file));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
