import * as pulumi from "@pulumi/pulumi";
import Docker from "dockerode";

/** Docker 20.10: the oldest engine this is tried on. */
const oldestApi = [1, 41] as const;

/** Stops the program before it registers anything. */
export const refuse = (what: string, remedy: string): never => {
  throw new pulumi.RunError(`${what}\n  Remedy: ${remedy}\nNothing was created or changed.`);
};

/** Client of the engine at an address as DOCKER_HOST writes it. */
export function engineAt(address: string | undefined): { docker: Docker; shown: string; local: boolean } {
  const shown = address ?? process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock";
  const local = shown.startsWith("unix://");
  if (local) return { docker: new Docker({ socketPath: shown.slice("unix://".length) }), shown, local };
  const { protocol, hostname, port, username } = new URL(shown);
  const common = { host: hostname, port: port || undefined, username: username || undefined };
  return { docker: new Docker({ ...common, protocol: protocol === "ssh:" ? "ssh" : "http" }), shown, local };
}

/**
 * Whether an engine that can be used answers.
 * @returns its version
 * @throws pulumi.RunError with the remedy
 */
export async function requireEngine(address: string | undefined): Promise<string> {
  const { docker, shown } = engineAt(address);
  const version = await reach(docker, shown);
  checkVersion(version);
  return version.Version;
}

async function reach(docker: Docker, shown: string): Promise<Docker.DockerVersion> {
  try {
    return await docker.version();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") {
      return refuse(
        `This user may not use the Docker Engine at ${shown}.`,
        "add the user to the group 'docker' ('sudo usermod -aG docker $USER', then log in again), or set DOCKER_HOST to an engine of your own.",
      );
    }
    return refuse(
      `No Docker Engine answers at ${shown} (${code ?? message}).`,
      "start it ('sudo systemctl start docker'), or set DOCKER_HOST or lakehouse:docker.host to the engine you mean.",
    );
  }
}

function checkVersion(version: Docker.DockerVersion): void {
  const [major = 0, minor = 0] = version.ApiVersion.split(".").map(Number);
  if (major < oldestApi[0] || (major === oldestApi[0] && minor < oldestApi[1])) {
    refuse(
      `The Docker Engine is version ${version.Version} (API ${version.ApiVersion}); at least 20.10 (API ${oldestApi.join(".")}) is needed.`,
      "upgrade Docker Engine.",
    );
  }
}
