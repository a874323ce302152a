import type Docker from "dockerode";

/** Names of what a stack has on an engine, by kind. */
export interface StackObjects {
  containers: string[];
  networks: string[];
  volumes: string[];
}

const filters = (stack: string) => ({ label: [`lakehouse.stack=${stack}`] });

/** Containers, networks and volumes that carry a stack's label. */
export async function stackObjects(docker: Docker, stack: string): Promise<StackObjects> {
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters: filters(stack) }),
    docker.listNetworks({ filters: filters(stack) }),
    docker.listVolumes({ filters: filters(stack) }),
  ]);
  return {
    containers: containers.map(({ Names }) => Names[0]!.slice(1)).sort(),
    networks: networks.map(({ Name }) => Name).sort(),
    volumes: volumes.Volumes.map(({ Name }) => Name).sort(),
  };
}

/** Identifiers of a stack's containers by name. */
export async function containerIds(docker: Docker, stack: string): Promise<Record<string, string>> {
  const containers = await docker.listContainers({ all: true, filters: filters(stack) });
  return Object.fromEntries(containers.map(({ Names, Id }) => [Names[0]!.slice(1), Id]));
}

/** Takes everything of a stack off an engine, whatever state it is in. */
export async function removeStackObjects(docker: Docker, stack: string): Promise<void> {
  const { containers, networks } = await stackObjects(docker, stack);
  for (const name of containers) await docker.getContainer(name).remove({ force: true, v: true });
  for (const name of networks) await docker.getNetwork(name).remove();
  for (const name of (await stackObjects(docker, stack)).volumes) await docker.getVolume(name).remove();
}
