import type Docker from "dockerode";
import { ofStack } from "../../components/platform/docker-host/stack-label";
import { notice } from "../pulumi/report";
import { until } from "./engine-objects";

/** How long a container that was started may take to become healthy, in milliseconds. */
const PATIENCE = 180_000;

const isReady = ({ Running, Health }: Docker.ContainerInspectInfo["State"]) =>
  Running && ["healthy", "none"].includes(Health?.Status ?? "none");

/**
 * Starts what should run and has stopped. An engine that is restarted starts containers in no order, and gives up one
 * that shares the network namespace of another which does not run yet (seen with Docker 20.10: "cannot join network of
 * a non running container").
 */
export async function startStopped(docker: Docker, stack: string): Promise<void> {
  const filters = { ...ofStack(stack), status: ["exited"] };
  const exited = await docker.listContainers({ all: true, filters });
  const inspected = await Promise.all(exited.map(({ Id }) => docker.getContainer(Id).inspect()));
  // Jobs, which have ended, are not to be restarted.
  const stopped = inspected.filter(({ HostConfig }) => HostConfig.RestartPolicy?.Name === "unless-stopped");
  // Those that others join come first.
  const joins = ({ HostConfig }: Docker.ContainerInspectInfo) =>
    HostConfig.NetworkMode?.startsWith("container:");
  for (const one of [...stopped.filter((each) => !joins(each)), ...stopped.filter(joins)]) {
    notice(`Recovery: starting ${one.Name.slice(1)}, which has stopped`);
    await docker.getContainer(one.Id).start();
  }
  const end = Date.now() + PATIENCE;
  for (const { Id } of stopped)
    await until(async () => isReady((await docker.getContainer(Id).inspect()).State), end - Date.now());
}
