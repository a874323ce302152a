import { join } from "node:path";
import { ensureStack, openSession, type Session } from "../operate";
import { capture, lastLine } from "../pulumi/process";
import { OperatorError } from "../pulumi/report";
import type { Context } from "./bench";

const INERT = join(__dirname, "inert");

interface Counts {
  components: number;
  customs: number;
}

/** Resources of a stack as its state has them, without the stack itself and what the engine adds. */
export async function countResources({ engine, workspace, env }: Session): Promise<Counts> {
  const args = ["stack", "export", "--stack", workspace.stack, "--non-interactive"];
  const { code, stdout, stderr } = await capture(engine.binary, args, { cwd: workspace.directory, env });
  if (code !== 0) throw new OperatorError(`The state cannot be read: ${lastLine(stderr)}`);
  const { deployment } = JSON.parse(stdout) as {
    deployment: { resources: { urn: string; type: string; custom: boolean }[] };
  };
  const own = deployment.resources.filter(
    ({ urn, type }) => type !== "pulumi:pulumi:Stack" && !/::pulumi:providers:\w+::default(_\d+)*$/.test(urn),
  );
  const customs = own.filter(({ custom }) => custom).length;
  return { customs, components: own.length - customs };
}

/**
 * The same engine, backend and kind of state with a program that registers as many resources that do nothing.
 * @param name of what it is compared with
 */
export async function inertSession(
  { directory }: Pick<Context, "directory">,
  name: string,
  { components, customs }: Counts,
): Promise<Session> {
  const { LAKEHOUSE_CONFIG: _ours, ...env } = process.env;
  const session = await openSession("dev", {
    project: INERT,
    env: { ...env, LAKEHOUSE_HOME: join(directory, `inert-${name}`) },
    overrides: { "lakehouse-inert:components": components, "lakehouse-inert:customs": customs },
  });
  await ensureStack(session);
  const { engine, workspace } = session;
  const args = ["up", "--stack", "dev", "--config-file", workspace.configFile, "--yes", "--skip-preview"];
  const up = await capture(engine.binary, [...args, "--non-interactive"], { cwd: INERT, env: session.env });
  if (up.code !== 0) throw new OperatorError(`The inert stack did not come up:\n${up.stdout}${up.stderr}`);
  return session;
}
