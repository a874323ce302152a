/** A failure the operator can do something about: its message says what, where and how to fix it. */
export class OperatorError extends Error {}

/** Prints one line about what is being done. Goes to standard error, so that results can be piped. */
export function notice(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs a command to its end and leaves with its exit code. An OperatorError is printed as its message alone; anything
 * else is a defect, printed with its stack only when LAKEHOUSE_DEBUG is set.
 */
export async function runCommand(body: () => Promise<number | void>): Promise<void> {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    const known = error instanceof OperatorError;
    const text = process.env.LAKEHOUSE_DEBUG ? (error as Error).stack : (error as Error).message;
    notice(
      known ? `\nerror: ${error.message}` : `\nerror: unexpected: ${text} (LAKEHOUSE_DEBUG=1 shows where)`,
    );
    process.exitCode = 1;
  }
}
