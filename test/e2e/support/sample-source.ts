import type Docker from "dockerode";
import type { StackOutputs } from "../../../tools/operate";

/** Runs SQL in the sample source as its owner, as an application of the source would, and gives what psql says. */
export async function changeSource(
  docker: Docker,
  stack: string,
  outputs: StackOutputs,
  sql: string,
): Promise<string> {
  const { user, password } = outputs.credentials!["sample-source"]!["airline"]!;
  const exec = await docker.getContainer(`${stack}-sample-source`).exec({
    Cmd: [
      "psql",
      "-v",
      "ON_ERROR_STOP=1",
      "-h",
      "/var/run/postgresql",
      "-U",
      user!,
      "-d",
      "airline",
      "-c",
      sql,
    ],
    Env: [`PGPASSWORD=${password}`],
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({});
  const said: Buffer[] = [];
  for await (const chunk of stream) said.push(chunk as Buffer);
  const { ExitCode } = await exec.inspect();
  const text = Buffer.concat(said).toString();
  if (ExitCode !== 0) throw new Error(`psql ended with ${ExitCode}: ${text}`);
  return text;
}
