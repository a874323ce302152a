/** `make dbt-docs`: dbt's documentation of this stack's data, made beside the warehouse and kept here as one page. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { docsPage } from "../components/processing/scheduler/scheduler";
import { ROOT } from "./pulumi/paths";
import { runCommand } from "./pulumi/report";
import { schedulerOf } from "./scheduled-runs";
import { stackName } from "./workspace";

async function document(stack: string): Promise<number> {
  const scheduler = await schedulerOf(stack, "dbt-docs");
  await scheduler.run("docs");
  const page = await scheduler.read(docsPage);
  const file = join(ROOT, "reports/dbt-docs/index.html");
  mkdirSync(join(ROOT, "reports/dbt-docs"), { recursive: true });
  writeFileSync(file, page);
  console.log(
    `${file}: ${Math.round(page.length / 1024)} KiB; open it with a browser, it asks for nothing else`,
  );
  return 0;
}

if (require.main === module) void runCommand(() => document(stackName(process.env.STACK)));
