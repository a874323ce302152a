import { join } from "node:path";
import { ensureStack, openSession, type Session } from "../operate";
import { capture, lastLine } from "../pulumi/process";
import { OperatorError } from "../pulumi/report";
import type { Bench, Context } from "./bench";
import { interleave } from "./figures";
import { previewSeconds, unchanged } from "./preview-run";

const INERT = join(__dirname, "inert");

interface Counts {
  components: number;
  customs: number;
}

/** Resources of a stack as its state has them, without the stack itself and what the engine adds. */
async function countResources({ engine, workspace, env }: Session): Promise<Counts> {
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

/** The same engine, backend and kind of state with a program that registers as many resources that do nothing. */
async function inertSession({ directory }: Context, { components, customs }: Counts): Promise<Session> {
  const { LAKEHOUSE_CONFIG: _ours, ...env } = process.env;
  const session = await openSession("dev", {
    project: INERT,
    env: { ...env, LAKEHOUSE_HOME: join(directory, "inert") },
    overrides: { "lakehouse-inert:components": components, "lakehouse-inert:customs": customs },
  });
  await ensureStack(session);
  const { engine, workspace } = session;
  const args = ["up", "--stack", "dev", "--config-file", workspace.configFile, "--yes", "--skip-preview"];
  const up = await capture(engine.binary, [...args, "--non-interactive"], { cwd: INERT, env: session.env });
  if (up.code !== 0) throw new OperatorError(`The inert stack did not come up:\n${up.stdout}${up.stderr}`);
  return session;
}

export const preview: Bench = {
  title: "Warm preview",
  rounds: 5,
  async measure(context) {
    const dev = (await context.stack()).session;
    const inert = await inertSession(context, await countResources(dev));
    const counts = [await unchanged(dev), await unchanged(inert)];
    if (counts[0] !== counts[1])
      throw new Error(`dev has ${counts[0]} resources, inert ${counts[1]}: not comparable`);
    const samples = await interleave(
      { dev: () => previewSeconds(dev), inert: () => previewSeconds(inert) },
      context.rounds,
      context.onRound,
    );
    return [
      {
        title: `Warm preview of the dev stack, against ${counts[0]} inert resources`,
        unit: "s",
        subject: { label: "dev", samples: samples.dev },
        reference: { label: "inert", samples: samples.inert },
        goal: { atMost: 1.25 },
      },
    ];
  },
};
