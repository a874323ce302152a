import type Docker from "dockerode";
import { ofStack } from "../../components/platform/docker-host/stack-label";
import { inspect } from "./engine-objects";

/**
 * Jobs that ended with an error. The state holds each as made, so an update would leave it as it is: it runs again only
 * once its container is gone.
 */
export async function failedJobs(docker: Docker, stack: string): Promise<{ id: string; name: string }[]> {
  const filters = { label: [...ofStack(stack).label, "lakehouse.job"], status: ["exited"] };
  const ended = await docker.listContainers({ all: true, filters });
  const failed = await Promise.all(
    ended.map(async ({ Id, Names }) => {
      const state = await inspect(docker, Id);
      return state && state.ExitCode !== 0 ? [{ id: Id, name: Names[0]?.slice(1) ?? Id.slice(0, 12) }] : [];
    }),
  );
  return failed.flat();
}
