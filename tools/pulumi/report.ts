import { systemProblem } from "./system-error";

/** A failure the operator can do something about: its message says what, where and how to fix it. */
export class OperatorError extends Error {}

/** Prints one line about what is being done. Goes to standard error, so that results can be piped. */
export function notice(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The message of an error that says what to do; undefined for a defect. */
export function messageOf(error: unknown): string | undefined {
  // The program's own checks use Pulumi's error for this; its class is not loaded here for its sake.
  const known = error instanceof OperatorError || (error as { __pulumiRunError?: boolean }).__pulumiRunError;
  return known ? (error as Error).message : systemProblem(error);
}

/**
 * Runs a command to its end and leaves with its exit code. A failure the operator can mend is printed as its message
 * alone; anything else is a defect, printed with its stack only when LAKEHOUSE_DEBUG is set.
 */
export async function runCommand(body: () => Promise<number | void>): Promise<void> {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    const text = process.env.LAKEHOUSE_DEBUG ? (error as Error).stack : (error as Error).message;
    notice(`\nerror: ${messageOf(error) ?? `unexpected: ${text} (LAKEHOUSE_DEBUG=1 shows where)`}`);
    process.exitCode = 1;
  }
}
