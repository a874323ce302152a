import type Docker from "dockerode";
import { PassThrough } from "node:stream";

/**
 * Runs a command in a container that runs already, with its own user and environment.
 * @returns what it prints
 * @throws Error with what it says when it does not end with 0
 */
export async function inContainer(docker: Docker, container: string, command: string[]): Promise<string> {
  const exec = await docker
    .getContainer(container)
    .exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const [out, said] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, out, said);
  stream.on("end", () => {
    out.end();
    said.end();
  });
  const text = async (from: PassThrough) => {
    const chunks: Buffer[] = [];
    for await (const chunk of from) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  };
  const [printed, complaint] = await Promise.all([text(out), text(said)]);
  const { ExitCode } = await exec.inspect();
  if (ExitCode !== 0)
    throw new Error(`${command[0]} in ${container} ended with ${ExitCode}: ${complaint.trim()}`);
  return printed;
}
