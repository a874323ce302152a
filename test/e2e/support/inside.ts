import { ROOT } from "../../../tools/pulumi/paths";
import { capture } from "../../../tools/pulumi/process";

const variable = "LAKEHOUSE_TEST_INPUT";

/**
 * Runs a module in the network namespace of a process, with this machine's own Node.js, so that nothing is asked of
 * the images.
 * @param file a module that ends with {@link answerFromInside}
 */
export async function callInside<Result>(pid: number, file: string, input: unknown): Promise<Result> {
  const args = ["--target", String(pid), "--net", "--", process.execPath, "--import", "tsx", file];
  const env = { ...process.env, [variable]: JSON.stringify(input) };
  const { code, stdout, stderr } = await capture("nsenter", args, { cwd: ROOT, env });
  if (code !== 0) throw new Error(`nsenter ended with ${code}: ${stderr.trim()}`);
  return JSON.parse(stdout) as Result;
}

/** The other end of {@link callInside}. */
export async function answerFromInside<Input>(body: (input: Input) => Promise<unknown>): Promise<void> {
  const input = JSON.parse(process.env[variable]!) as Input;
  process.stdout.write(JSON.stringify(await body(input)));
}
