/** `make demo`: moves what is new from the sample source to the dashboard, and says where to click. */
import { engineAt } from "../components/platform/docker-host/engine";
import { table } from "../components/platform/table";
import { configurationOf } from "./configuration";
import { jobsOf, runAgain } from "./jobs";
import { openSession, readOutputs } from "./operate";
import { OperatorError, runCommand } from "./pulumi/report";
import { openWorkspace, stackName } from "./workspace";

/** Jobs of the way from a source to a dashboard, in their order; changes are captured all the time. */
const way = ["batch-sync", "dbt-build"];

async function demo(stack: string): Promise<number> {
  const workspace = openWorkspace(stack);
  const { services } = workspace.exists()
    ? await readOutputs(await openSession(stack, { providers: false }))
    : {};
  const config = await configurationOf(workspace);
  const jobs = await jobsOf(engineAt(config.docker.host).docker, config.name);
  const present = way.filter((name) => jobs.has(name));
  if (!services || present.length === 0) {
    throw new OperatorError(
      `${stack} has nothing to show: no connection runs. Bring it up with the profiles ingest and query first: make up STACK=${stack}`,
    );
  }
  const rows: string[][] = [];
  for (const name of present) {
    const { code, seconds, lines } = await runAgain(name, jobs.get(name)!);
    const said = lines.at(-1) ?? "";
    if (code !== 0) {
      throw new OperatorError(
        `job ${name} ended with exit code ${code}; it said last:\n${lines.slice(-5).join("\n")}\n` +
          `  Remedy: mend what it names ('docker logs ${config.name}-${name}' shows all of it), then run make demo again.`,
      );
    }
    rows.push([name, `${seconds.toFixed(1)} s`, said]);
  }
  console.log(table(["JOB", "TOOK", "IT SAID LAST"], rows));
  const dashboards = services["superset"];
  if (dashboards) {
    console.log(
      `\nThe dashboard: ${dashboards.url}/superset/dashboard/airline-delays/\n` +
        "Sign on with one of: make credentials SERVICE=superset",
    );
  }
  return 0;
}

if (require.main === module) void runCommand(() => demo(stackName(process.env.STACK)));
