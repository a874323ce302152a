/**
 * The Docker Engine that tests use: the machine's own where there is one, else one started for them, which keeps
 * its images between runs and nothing else.
 */
import { OperatorError, notice } from "../../tools/pulumi/report";
import { OwnEngine } from "./own-engine";
import { defaultHost, probeEngine } from "./probe";

/** An engine that answers. */
export interface DockerEngine {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** Stops the engine if this call started it; does nothing to an engine that was there before. */
  stop(): Promise<void>;
}

/**
 * The engine that DOCKER_HOST names, or the one at the default socket; fails where it cannot be used. Nothing is
 * started.
 */
export async function requireDocker(): Promise<DockerEngine> {
  const probe = await probeEngine(process.env.DOCKER_HOST || defaultHost);
  if (!probe.usable) {
    throw new OperatorError(
      `No usable Docker Engine at ${probe.host}: ${probe.reason}. Start one, join the group that may use it, ` +
        "or name another in DOCKER_HOST.",
    );
  }
  notice(`Docker Engine ${probe.version} at ${probe.host}`);
  return { host: probe.host, stop: async () => {} };
}

/**
 * A usable engine: what {@link requireDocker} finds, else one of the tests' own (root only; `dockerd` is installed
 * from Debian's packages where it is missing). A DOCKER_HOST that is set and cannot be used is an error, not a
 * reason to use another engine.
 */
export async function ensureDocker(): Promise<DockerEngine> {
  const probe = await probeEngine(process.env.DOCKER_HOST || defaultHost);
  if (probe.usable || process.env.DOCKER_HOST) {
    return requireDocker();
  }
  if (process.getuid?.() !== 0) {
    throw new OperatorError(
      `No usable Docker Engine at ${probe.host}: ${probe.reason}; and only root can start one for the tests. ` +
        "Start one, join the group that may use it, name another in DOCKER_HOST, or run as root.",
    );
  }
  const own = new OwnEngine();
  await own.install();
  if ((await probeEngine(defaultHost)).usable) {
    return requireDocker();
  }
  const version = await own.start();
  notice(`Docker Engine ${version} of the tests' own at ${own.host} (images are kept in ${own.dataRoot})`);
  return { host: own.host, stop: () => own.stop() };
}
