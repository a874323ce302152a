/** The sample data by hand: `load` writes it, `verify` reads it back as the analyst and compares it with the source. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openSession, readOutputs, type StackOutputs } from "../operate";
import { notice, OperatorError, runCommand } from "../pulumi/report";
import { stackName } from "../workspace";
import { loadSampleData } from "./load";
import { bronzeRows, tableRows } from "./read-back";
import { digest } from "./rows";
import { readSource } from "./source";

const usage = "node --import tsx tools/sample-data/main.ts [load|verify] [--outputs FILE]";

async function outputsFrom(file: string | undefined): Promise<StackOutputs> {
  if (file) return JSON.parse(readFileSync(file, "utf8")) as StackOutputs;
  return readOutputs(await openSession(stackName(process.env.STACK), { providers: false }));
}

async function verify(outputs: StackOutputs): Promise<number> {
  const wanted = digest(readSource());
  const places = { bronze: bronzeRows, PostgreSQL: tableRows };
  let equal = true;
  for (const [place, read] of Object.entries(places)) {
    const found = digest(await read(outputs, "analyst"));
    const same = wanted.flights === found.flights && wanted.airports === found.airports;
    console.log(`${place}: ${same ? "equal to the source" : "differs from the source"}`);
    equal &&= same;
  }
  return equal ? 0 : 1;
}

void runCommand(async () => {
  const { values, positionals } = parseArgs({
    options: { outputs: { type: "string" } },
    allowPositionals: true,
  });
  const [action = "load", ...rest] = positionals;
  if (!["load", "verify"].includes(action) || rest.length > 0) {
    throw new OperatorError(`${positionals.join(" ")}: not an action. Usage: ${usage}`);
  }
  const outputs = await outputsFrom(values.outputs);
  if (action === "verify") return verify(outputs);
  console.log((await loadSampleData({ outputs, log: notice })).summary);
  return 0;
});
