/**
 * `make firewall`: lets other machines come to what a stack publishes as its configuration says, and to nothing else of
 * it, by a table of its own in the kernel's packet filter. With FILE= it writes the rules there and loads nothing; with
 * REMOVE=yes it takes the table away.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Config } from "../stacks/schema";
import { openings } from "../stacks/perimeter";
import { configurationOf } from "./configuration";
import { Nft } from "./firewall/nft";
import { forgetRules, rememberedRules, rememberRules } from "./firewall/remembered";
import { ruleset, tableOf } from "./firewall/ruleset";
import { stateDirectory } from "./pulumi/paths";
import { OperatorError, runCommand } from "./pulumi/report";
import { openWorkspace, stackName } from "./workspace";

/** Loads the rules; whether the table is another than before. */
async function load(nft: Nft, table: string, rules: string): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), "lakehouse-firewall-"));
  try {
    const file = join(directory, "rules.nft");
    writeFileSync(file, rules, { mode: 0o600 });
    const before = await nft.table(table);
    await nft.load(file);
    return (await nft.table(table)) !== before;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function remove(home: string, stack: string, table: string): Promise<void> {
  const nft = Nft.open();
  const tables = new Set([table, rememberedRules(home, stack)?.table ?? table]);
  let found = false;
  for (const each of tables) {
    if ((await nft.table(each)) === undefined) continue;
    await nft.delete(each);
    found = true;
  }
  forgetRules(home, stack);
  console.log(found ? `Table inet ${table} is gone.` : `There is no table inet ${table}: nothing to remove.`);
}

/** What the rules say, for people. */
const summary = (config: Config): string =>
  (openings(config).length === 0
    ? ["Nothing beyond this host reaches what it publishes, nor its containers."]
    : openings(config).map((line) => line.replace(/ \(.*\)$/, ""))
  ).join("\n");

function requireOwnHost({ docker }: Config): void {
  const host = docker.host ?? process.env.DOCKER_HOST ?? "unix:";
  if (host.startsWith("unix:")) return;
  throw new OperatorError(
    `The Docker Engine is at ${host}, and the rules belong on that machine: write them with FILE=, bring the file there, ` +
      "and load it with 'sudo nft -f'. Nothing was changed.",
  );
}

function write(file: string, rules: string): void {
  try {
    writeFileSync(resolve(file), rules);
  } catch (error) {
    throw new OperatorError(
      `FILE=${file}: the rules cannot be written there (${(error as Error).message}). Name a file in a directory that is ` +
        "there and can be written to. Nothing was changed.",
    );
  }
}

export async function firewall(stack: string, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  if (env.REMOVE && env.REMOVE !== "yes")
    throw new OperatorError(`REMOVE=${env.REMOVE}: allowed is yes. Nothing was changed.`);
  const home = stateDirectory(env);
  const config = await configurationOf(openWorkspace(stack, { env }));
  const [table, rules] = [tableOf(config.name), ruleset(config)];
  if (env.FILE) {
    if (env.REMOVE)
      throw new OperatorError(
        "FILE= writes rules and REMOVE=yes takes them away: give one of them. Nothing was changed.",
      );
    write(env.FILE, rules);
    console.log(`The rules are in ${env.FILE}; load them with 'nft -f ${env.FILE}', as root.`);
    return 0;
  }
  requireOwnHost(config);
  if (env.REMOVE) {
    await remove(home, stack, table);
    return 0;
  }
  const changed = await load(Nft.open(env), table, rules);
  rememberRules(home, stack, table, rules);
  console.log(`Table inet ${table} is in force${changed ? "" : ": no change"}.\n${summary(config)}`);
  return 0;
}

if (require.main === module) void runCommand(() => firewall(stackName(process.env.STACK)));
