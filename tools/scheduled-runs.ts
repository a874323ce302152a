/** Runs in the scheduler's container what it would run by time. */
import type Docker from "dockerode";
import { ofStack } from "../components/platform/docker-host/stack-label";
import { runProgram, scheduler } from "../components/processing/scheduler/scheduler";
import { engineAt } from "../components/platform/docker-host/engine";
import { configurationOf } from "./configuration";
import { notice, OperatorError } from "./pulumi/report";
import { openWorkspace } from "./workspace";

/** How a run ended well. */
export interface ScheduledRun {
  seconds: number;
  /** What it printed, a line each. */
  lines: string[];
}

/** The scheduler of a stack. */
export interface RunningScheduler {
  /**
   * Runs one of what run.sh knows, once it is its turn.
   * @throws OperatorError with what it said last when it fails
   */
  run(name: string): Promise<ScheduledRun>;
  /**
   * What a file holds that a run has left.
   * @throws OperatorError when it cannot be read
   */
  read(path: string): Promise<Buffer>;
}

/**
 * @param command that the operator has given, for the remedy
 * @throws OperatorError when the stack has no scheduler that runs
 */
export async function schedulerOf(stack: string, command: string): Promise<RunningScheduler> {
  const config = await configurationOf(openWorkspace(stack));
  const { docker } = engineAt(config.docker.host);
  const found = await docker.listContainers({ filters: ofStack(config.name) });
  const container = found.find(({ Labels }) => Labels["lakehouse.workload"] === scheduler);
  if (!container) {
    throw new OperatorError(
      `${stack} runs no scheduler, which make ${command} needs. ` +
        `Bring it up with the profiles ingest and query first: make up STACK=${stack}`,
    );
  }
  return {
    async read(path) {
      const { code, stream } = await execute(docker.getContainer(container.Id), ["cat", path]);
      const content = contentOf(stream);
      if (code !== 0) throw new OperatorError(`${scheduler}: ${path} cannot be read: ${content.toString()}`);
      return content;
    },
    async run(name) {
      const { code, stream, seconds } = await execute(docker.getContainer(container.Id), [
        "sh",
        runProgram,
        name,
      ]);
      const run = { seconds, lines: linesOf(stream) };
      if (code !== 0) {
        throw new OperatorError(
          `${scheduler}, ${name}: ended with exit code ${code}; it said last:\n${run.lines.slice(-5).join("\n")}\n` +
            `  Remedy: mend what it names, then run make ${command} again.`,
        );
      }
      return run;
    },
  };
}

async function execute(container: Docker.Container, command: string[]) {
  const started = Date.now();
  const exec = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    // It may take minutes until another run has ended.
    for (const line of linesOf(chunk as Buffer)) if (line.startsWith("waiting for ")) notice(line);
  }
  const { ExitCode: code } = await exec.inspect();
  return { code, seconds: (Date.now() - started) / 1000, stream: Buffer.concat(chunks) };
}

/** What Docker's stream of frames carries: a header of eight bytes says how long each is. */
export function contentOf(stream: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= stream.length;) {
    const length = stream.readUInt32BE(at + 4);
    parts.push(stream.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts);
}

/** The same as lines of text. */
export const linesOf = (stream: Buffer): string[] =>
  contentOf(stream)
    .toString()
    .split("\n")
    .filter((line) => line !== "");
