import type Docker from "dockerode";
import { ofStack } from "../../../components/platform/docker-host/stack-label";
import { linesOf } from "../../../tools/scheduled-runs";

/** How a job's run ended. */
export interface JobRun {
  code: number;
  seconds: number;
  /** What it printed in this run, a line each. */
  lines: string[];
}

/** Names of the jobs that a stack has on its engine. */
export async function jobsOf(docker: Docker, stack: string): Promise<Map<string, Docker.Container>> {
  const found = await docker.listContainers({ all: true, filters: ofStack(stack) });
  return new Map(
    found.flatMap(({ Id, Labels }) => {
      const job = Labels["lakehouse.job"];
      return job === undefined ? [] : [[job, docker.getContainer(Id)] as const];
    }),
  );
}

/**
 * Runs a job of the stack again, as the last update left it, and waits for its end.
 * @throws when it is at work already
 */
export async function runAgain(name: string, job: Docker.Container): Promise<JobRun> {
  const { State } = await job.inspect();
  if (State.Running) {
    throw new Error(`Job ${name} is at work already.`);
  }
  const started = Date.now();
  await job.start();
  const { StatusCode: code } = (await job.wait()) as { StatusCode: number };
  const logs = await job.logs({ stdout: true, stderr: true, since: Math.floor(started / 1000) });
  return { code, seconds: (Date.now() - started) / 1000, lines: linesOf(logs) };
}
