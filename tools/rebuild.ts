/** `make rebuild`: makes silver and gold anew from the whole of bronze, tests them, and says what it made. */
import { table } from "../components/platform/table";
import { runCommand } from "./pulumi/report";
import { schedulerOf } from "./scheduled-runs";
import { stackName } from "./workspace";

/** What run.py prints for machines. */
interface DbtResult {
  event: "dbt-result";
  model_seconds: Record<string, number>;
}

const resultOf = (lines: readonly string[]): DbtResult | undefined => {
  const line = lines.find((each) => each.startsWith('{"event": "dbt-result"'));
  return line === undefined ? undefined : (JSON.parse(line) as DbtResult);
};

async function rebuild(stack: string): Promise<number> {
  const scheduler = await schedulerOf(stack, "rebuild");
  const { seconds, lines } = await scheduler.run("rebuild");
  const models = Object.entries(resultOf(lines)?.model_seconds ?? {});
  console.log(
    table(
      ["MADE ANEW", "TOOK"],
      models.map(([model, took]) => [model, `${took.toFixed(1)} s`]),
    ),
  );
  console.log(`\n${lines.findLast((line) => line.startsWith("dbt: ")) ?? ""}`);
  console.log(`Silver and gold are made anew from all of bronze, in ${seconds.toFixed(1)} s.`);
  return 0;
}

if (require.main === module) void runCommand(() => rebuild(stackName(process.env.STACK)));
