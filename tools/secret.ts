/** `make secret`: encrypts a value for a stack's configuration, and prints it as it belongs there. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { secretKeys } from "../stacks/config";
import { ensureStack, openSession } from "./operate";
import { stateDirectory } from "./pulumi/paths";
import { notice, OperatorError, runCommand } from "./pulumi/report";
import { stackName } from "./workspace";

/**
 * A key that is secret, by its name or as it is written in the configuration, with `lakehouse:` before it.
 * @throws OperatorError when there is no such key
 */
export function secretNamed(asked: string): string {
  const key = secretKeys.find((known) => asked === known || asked === `lakehouse:${known}`);
  if (key) return key;
  throw new OperatorError(
    `KEY=${asked}: not a secret of the configuration. Secrets: ${secretKeys.join(", ")}.`,
  );
}

/**
 * Reads the value from standard input, hidden where that is a terminal, so that it is in no shell's history and on no
 * command line. It can be read again by this stack alone, for as long as the stack is there.
 *
 * @param asked a key of `lakehouse:` that is secret
 * @returns the lines for the file that LAKEHOUSE_CONFIG names
 * @throws OperatorError when there is no such key, or nothing was given
 */
export async function secret(stack: string, asked: string): Promise<string> {
  const key = secretNamed(asked);
  const given = process.stdin.isTTY ? undefined : readFileSync(process.stdin.fd);
  if (given?.toString().trim() === "")
    throw new OperatorError(`Nothing came by standard input to be encrypted as lakehouse:${key}.`);
  const session = await openSession(stack, { providers: false });
  // The key by which secrets are encrypted is made with the stack.
  await ensureStack(session);
  const { engine, workspace, env } = session;
  const work = mkdtempSync(join(stateDirectory(env), "secret."));
  try {
    const file = join(work, "settings.yaml");
    copyFileSync(workspace.configFile, file);
    const name = `lakehouse:${key}`;
    const args = ["config", "set", "--secret", name, "--stack", stack, "--config-file", file];
    const { status } = spawnSync(engine.binary, args, {
      ...{ cwd: workspace.directory, env },
      ...(given ? { input: given, stdio: ["pipe", "inherit", "inherit"] } : { stdio: "inherit" }),
    });
    if (status !== 0) throw new OperatorError(`${name} was not encrypted; nothing was changed.`);
    const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    return stringify({ config: { [name]: config[name] } }).trimEnd();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function main(stack: string, key: string): Promise<void> {
  const lines = await secret(stack, key);
  notice("\nFor the file that LAKEHOUSE_CONFIG names; good for this stack until it is destroyed:\n");
  console.log(lines);
}

if (require.main === module)
  void runCommand(() => main(stackName(process.env.STACK), process.env.KEY || secretKeys[0]!));
