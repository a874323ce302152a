import Docker from "dockerode";
import type { Values } from "../runtime";

/** A connection to one Docker Engine. */
export interface Engine {
  docker: Docker;
  host: string;
}

/** Connects as the Docker command line does with `DOCKER_HOST`; nothing is sent yet. */
export function connect(configuration: Values): Engine {
  const host = String(configuration.host);
  const [, scheme, rest] = /^(\w+):\/\/(.+)$/.exec(host) ?? [];
  if (scheme === "unix" && rest !== undefined) return { docker: new Docker({ socketPath: rest }), host };
  if ((scheme === "tcp" || scheme === "http") && rest !== undefined) {
    const url = new URL(`http://${rest}`);
    return {
      docker: new Docker({ protocol: "http", host: url.hostname, port: url.port || "2375" }),
      host,
    };
  }
  throw new Error(
    `docker provider: host is ${JSON.stringify(host)}; this test provider allows unix:///path/to/docker.sock and tcp://host:port (the official one more)`,
  );
}

interface ApiError {
  statusCode?: number;
  json?: { message?: string };
  code?: string;
  message: string;
}

export function statusOf(error: unknown): number | undefined {
  return (error as ApiError).statusCode;
}

/** The engine's own words, or why it could not be asked. */
export function reasonOf(error: unknown, { host }: Engine): string {
  const { code, json, message } = error as ApiError;
  if (code !== undefined && ["ENOENT", "ECONNREFUSED", "EACCES", "ENOTFOUND"].includes(code))
    return `the Docker Engine at ${host} cannot be reached (${code}); start it, or give this user the right to use it, or set DOCKER_HOST`;
  return json?.message ?? message.replace(/^\(HTTP code \d+\) [^-]*- /, "").trim();
}

/** Runs one request; a failure says what was attempted. */
export async function attempt<Result>(
  engine: Engine,
  what: string,
  request: () => Promise<Result>,
): Promise<Result> {
  try {
    return await request();
  } catch (error) {
    throw new Error(`${what}: ${reasonOf(error, engine)}`);
  }
}

/** As `attempt`, and undefined when the object does not exist. */
export async function attemptFind<Result>(
  engine: Engine,
  what: string,
  request: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await request();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw new Error(`${what}: ${reasonOf(error, engine)}`);
  }
}
