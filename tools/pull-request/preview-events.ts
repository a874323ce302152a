/** Runs a preview with the policy pack, as an update would, and keeps what the engine said. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureStack, openSession } from "../operate";
import { parseEvents } from "../pulumi/events";
import { stateDirectory } from "../pulumi/paths";
import { foreground } from "../pulumi/process";
import type { LoggedEvent } from "./preview-findings";

/** @throws OperatorError when the preview cannot be started */
export async function previewEvents(stack: string): Promise<{ code: number; events: LoggedEvent[] }> {
  const session = await openSession(stack);
  await ensureStack(session);
  const { engine, workspace, env } = session;
  const work = mkdtempSync(join(stateDirectory(env), "events."));
  const log = join(work, "events.json");
  const pack = ["--policy-pack", "policies", "--policy-pack-config", `policies/enforcement/${stack}.json`];
  const args = ["--stack", workspace.stack, "--config-file", workspace.configFile, "--event-log", log];
  try {
    const code = await foreground(
      engine.binary,
      ["preview", ...args, ...pack, "--suppress-outputs", "--non-interactive"],
      { cwd: workspace.project, env },
    );
    return { code, events: existsSync(log) ? (parseEvents(readFileSync(log, "utf8")) as LoggedEvent[]) : [] };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
