import { type Session } from "../operate";
import { capture } from "../pulumi/process";
import { OperatorError } from "../pulumi/report";
import { seconds } from "./figures";

/** How long a preview that finds nothing to do takes, in seconds. */
export async function previewSeconds(session: Session, extra: string[] = []): Promise<number> {
  return seconds(() => unchanged(session, extra));
}

/**
 * Previews a stack and counts its resources.
 * @throws OperatorError when the preview fails or finds a change: then it is not warm
 */
export async function unchanged({ engine, workspace, env }: Session, extra: string[] = []): Promise<number> {
  const args = [
    ...["preview", "--stack", workspace.stack, "--config-file", workspace.configFile],
    ...["--non-interactive", "--suppress-outputs", "--expect-no-changes", ...extra],
  ];
  const { code, stdout, stderr } = await capture(engine.binary, args, { cwd: workspace.project, env });
  const count = /(\d+) unchanged/.exec(stdout)?.[1];
  if (code !== 0 || count === undefined) {
    throw new OperatorError(`A preview that should find no change did not end well:\n${stdout}${stderr}`);
  }
  return Number(count);
}
