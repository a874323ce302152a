/** `make demo`: moves what is new from the sample source to the dashboard, and says where to click. */
import { table } from "../components/platform/table";
import { openSession, readOutputs } from "./operate";
import { runCommand } from "./pulumi/report";
import { schedulerOf } from "./scheduled-runs";
import { openWorkspace, stackName } from "./workspace";

/** The way from a source to a dashboard, by the jobs that went it first; changes are captured all the time. */
const way = { "batch-sync": "sync", "dbt-build": "build" };

async function demo(stack: string): Promise<number> {
  const scheduler = await schedulerOf(stack, "demo");
  const rows: string[][] = [];
  for (const [shown, name] of Object.entries(way)) {
    const { seconds, lines } = await scheduler.run(name);
    rows.push([shown, `${seconds.toFixed(1)} s`, lines.at(-1) ?? ""]);
  }
  console.log(table(["RUN", "TOOK", "IT SAID LAST"], rows));
  const { services } = openWorkspace(stack).exists()
    ? await readOutputs(await openSession(stack, { providers: false }))
    : {};
  const dashboards = services?.["superset"];
  if (dashboards) {
    console.log(
      `\nThe dashboard: ${dashboards.url}/superset/dashboard/airline-delays/\n` +
        "Sign on with one of: make credentials SERVICE=identity",
    );
  }
  return 0;
}

if (require.main === module) void runCommand(() => demo(stackName(process.env.STACK)));
