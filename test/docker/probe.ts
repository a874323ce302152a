/** Whether a Docker Engine can be used, and if not, why. */
import Docker from "dockerode";

/** Where an engine listens when nothing else is said. */
export const defaultHost = "unix:///var/run/docker.sock";

/** Oldest API that everything here works with: Docker Engine 20.10. */
export const minimumApi = "1.41";

/** Milliseconds an engine has to answer. */
const answerTimeout = 5_000;

/** What asking an engine for its version gave. */
export type Probe =
  | { readonly usable: true; readonly host: string; readonly version: string }
  | { readonly usable: false; readonly host: string; readonly reason: string };

/** Asks the engine at a host (a DOCKER_HOST value) for its version. */
export async function probeEngine(host: string): Promise<Probe> {
  try {
    const { Version, ApiVersion } = await client(host).version();
    return compareVersions(ApiVersion, minimumApi) < 0
      ? { usable: false, host, reason: `its API is ${ApiVersion}, and ${minimumApi} or newer is needed` }
      : { usable: true, host, version: Version };
  } catch (error) {
    return { usable: false, host, reason: reasonOf(error as NodeJS.ErrnoException) };
  }
}

/** A client for a DOCKER_HOST value; TLS material comes from DOCKER_CERT_PATH, as for the docker command. */
export function client(host: string): Docker {
  if (host.startsWith("unix://")) {
    return new Docker({ socketPath: host.slice("unix://".length), timeout: answerTimeout });
  }
  const previous = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = host;
  try {
    return new Docker({ timeout: answerTimeout });
  } finally {
    if (previous === undefined) {
      delete process.env.DOCKER_HOST;
    } else {
      process.env.DOCKER_HOST = previous;
    }
  }
}

/** Negative where the first version is older. Versions are numbers with dots. */
export function compareVersions(first: string, second: string): number {
  const [a, b] = [first, second].map((version) => version.split(".").map(Number)) as [number[], number[]];
  for (let part = 0; part < Math.max(a.length, b.length); part++) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOENT":
    case "ECONNREFUSED":
      return "nothing listens there";
    case "EACCES":
    case "EPERM":
      return "this user may not use it (is it in the group `docker`?)";
    default:
      return error.message;
  }
}
