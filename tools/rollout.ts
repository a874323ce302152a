/** Waits until what an update told a cluster has come to be. */
import { setTimeout as sleep } from "node:timers/promises";
import { configurationOf } from "./configuration";
import { OperatorError } from "./pulumi/report";
import type { Workspace } from "./workspace";

/** As far as a Deployment or a StatefulSet says how far it is. */
interface Rollout {
  metadata?: { name?: string; namespace?: string; generation?: number };
  spec?: { replicas?: number };
  status?: {
    observedGeneration?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    replicas?: number;
  };
}

/** Whether every replica is of the newest version and ready, and none is left that should not be. */
export const isRolledOut = ({ metadata, spec, status }: Rollout): boolean => {
  const wanted = spec?.replicas ?? 1;
  return (
    (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) &&
    [status?.updatedReplicas, status?.availableReplicas, status?.replicas].every(
      (count) => (count ?? 0) === wanted,
    )
  );
};

/** Seconds within which each replica in turn must have become ready. */
const rolloutSeconds = 900;

/**
 * Waits for every Deployment and StatefulSet of a stack. Pulumi's provider takes a StatefulSet for updated when its
 * controller has not even seen the change: it does not compare `observedGeneration`.
 * @throws OperatorError naming what is not ready in time
 */
export async function untilRolledOut({
  stack,
  context,
}: {
  stack: string;
  context: string | undefined;
}): Promise<void> {
  const { AppsV1Api, KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromDefault();
  if (context !== undefined) config.setCurrentContext(context);
  const apps = config.makeApiClient(AppsV1Api);
  const deadline = Date.now() + rolloutSeconds * 1000;
  const labelSelector = `app.kubernetes.io/part-of=${stack}`;
  for (;;) {
    const [deployments, sets] = await Promise.all([
      apps.listDeploymentForAllNamespaces({ labelSelector }),
      apps.listStatefulSetForAllNamespaces({ labelSelector }),
    ]);
    const waiting = [...deployments.items, ...sets.items].filter((each) => !isRolledOut(each));
    if (waiting.length === 0) return;
    if (Date.now() > deadline) {
      const names = waiting.map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`).join(", ");
      throw new OperatorError(
        `The update is done, but after ${rolloutSeconds} s these are not ready: ${names}.\n` +
          "  Remedy: see why ('kubectl describe', 'kubectl get events'), mend it, and run the command again.",
      );
    }
    await sleep(1000);
  }
}

/** Waits for what a cluster goes on with after the update; one Docker host has done all by then. */
export async function settle(workspace: Workspace): Promise<void> {
  if (workspace.stack !== "prod") return;
  const { name, kubernetes } = await configurationOf(workspace);
  await untilRolledOut({ stack: name, context: kubernetes.context });
}
