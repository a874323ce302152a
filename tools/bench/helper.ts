import type Docker from "dockerode";
import { buffer } from "node:stream/consumers";
import { PassThrough } from "node:stream";
import { pack } from "tar-stream";
import { OperatorError } from "../pulumi/report";
import type { BenchStack } from "./stack";

/** What dockerode leaves without a type. */
interface Demultiplexer {
  demuxStream(stream: NodeJS.ReadableStream, out: NodeJS.WritableStream, err: NodeJS.WritableStream): void;
}

/** A file for a helper's file system. */
export interface HelperFile {
  path: string;
  content: string;
  /** Owner. @default 0 */
  user?: number;
}

/**
 * A container of a bench beside the stack's, such as a client in a workload's network namespace. It carries the
 * stack's label, so that whatever removes the stack removes it too.
 */
export class Helper {
  private constructor(
    private readonly docker: Docker,
    private readonly name: string,
    readonly container: Docker.Container,
  ) {}

  /** Makes and starts the container, with the files in it. */
  static async start(
    { docker, name: stack }: BenchStack,
    name: string,
    options: Docker.ContainerCreateOptions,
    files: HelperFile[] = [],
  ): Promise<Helper> {
    const container = await docker.createContainer({
      name: `${stack}-${name}`,
      ...options,
      Labels: { "lakehouse.stack": stack },
    });
    const helper = new Helper(docker, name, container);
    if (files.length > 0) {
      const archive = pack();
      for (const { path, content, user } of files)
        archive.entry({ name: path.slice(1), mode: 0o400, uid: user ?? 0, gid: user ?? 0 }, content);
      archive.finalize();
      await container.putArchive(await buffer(archive), { path: "/" });
    }
    await container.start();
    return helper;
  }

  /**
   * Runs a program in the container to its end.
   * @returns what it printed on its standard output
   * @throws OperatorError with what it printed when it fails
   */
  async run(command: string[], env: Record<string, string> = {}): Promise<string> {
    const exec = await this.container.exec({
      Cmd: command,
      Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await exec.start({});
    const [out, err] = [new PassThrough(), new PassThrough()];
    (this.docker.modem as Demultiplexer).demuxStream(stream, out, err);
    stream.once("end", () => [out, err].forEach((end) => end.end()));
    const [stdout, stderr] = (await Promise.all([buffer(out), buffer(err)])).map(String) as [string, string];
    const { ExitCode: code } = await exec.inspect();
    if (code === 0) return stdout;
    throw new OperatorError(`${command[0]} in the bench's ${this.name} ended with ${code}: ${stderr.trim()}`);
  }

  async remove(): Promise<void> {
    await this.container.remove({ force: true, v: true });
  }
}
