import type Docker from "dockerode";

/** Runs a command in a container to its end. */
export async function run(
  container: Docker.Container,
  command: string[],
): Promise<{ code: number; output: string }> {
  const exec = await container.exec({ Cmd: command, Tty: true, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve, reject) => stream.on("end", resolve).on("error", reject));
  return { code: (await exec.inspect()).ExitCode!, output: Buffer.concat(chunks).toString() };
}
