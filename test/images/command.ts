/** Runs the commands that build images; what they print is shown only when one fails. */
import { capture, findOnPath } from "../../tools/pulumi/process";
import { OperatorError } from "../../tools/pulumi/report";

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Number of lines of output that a failure shows. */
const shownLines = 25;

/** Runs a command and gives what it printed on standard output; fails with the end of what it printed. */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env }: CommandOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await capture(command, [...args], {
    cwd,
    env: { ...process.env, ...env },
  });
  if (code !== 0) {
    const end = `${stdout}${stderr}`.trimEnd().split("\n").slice(-shownLines).join("\n");
    throw new OperatorError(`${command} ${args[0] ?? ""} failed with exit code ${code}:\n${end}`);
  }
  return stdout;
}

/** Fails where a program is not on PATH, with what to do about it. */
export function requireProgram(program: string, remedy: string): void {
  if (findOnPath(program) === undefined) {
    throw new OperatorError(`\`${program}\` is not on PATH. ${remedy}`);
  }
}
