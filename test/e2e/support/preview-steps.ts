import { openSession } from "../../../tools/operate";
import { capture } from "../../../tools/pulumi/process";
import { isDurable } from "../../golden/durable";

/** A resource before and after a step, as far as it is looked at. */
interface Side {
  type: string;
  inputs?: unknown;
  protect?: boolean;
}

/** What an update would do with a resource. Source: `pulumi preview --json`. */
export interface Step {
  op: string;
  urn: string;
  oldState?: Side;
  newState?: Side;
}

/** What this tree's program would do with a stack that is up. */
export async function previewSteps(
  stack: "dev" | "prod",
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; steps: Step[]; errors: string[] }> {
  const { engine, workspace, env: engineEnv } = await openSession(stack, { env });
  const args = ["--stack", stack, "--config-file", workspace.configFile, "--non-interactive"];
  const { code, stdout } = await capture(engine.binary, ["preview", "--json", "--show-sames", ...args], {
    cwd: workspace.project,
    env: engineEnv,
  });
  const { steps = [], diagnostics = [] } = JSON.parse(stdout) as {
    steps?: Step[];
    diagnostics?: { severity: string; message: string }[];
  };
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  return { code, steps, errors };
}

/** Whether a step is about something that must outlive every update. */
export function isOfDurable({ urn, oldState, newState }: Step): boolean {
  return isDurable({ urn, ...(oldState ?? newState!) });
}

/** What is deleted or replaced of that. */
export const losses = (steps: readonly Step[]): string[] =>
  steps.filter(isOfDurable).flatMap(({ op, urn }) => (/delete|replace/.test(op) ? [`${op} ${urn}`] : []));
