/** Leads ports of this machine to a stack's stores while a command runs. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { configurationOf } from "../configuration";
import { stateDirectory } from "../pulumi/paths";
import { notice } from "../pulumi/report";
import { claim } from "../stack-settings";
import type { Workspace } from "../workspace";
import { forward, type Way } from "./forward";

/** How a stack's stores are reached through the API server; none where it is configured how else. */
async function waysOf(
  { stack }: Workspace,
  config: Awaited<ReturnType<typeof configurationOf>>,
): Promise<Way[]> {
  if (stack !== "prod") return [];
  const { forwarded } = await import("../../stacks/administration");
  const { zoneOf } = await import("../../components/platform/network-zones");
  return forwarded(config).map(({ workload, port, here, setting }) => ({
    port: here,
    namespace: `${config.name}-${zoneOf(workload)}`,
    service: workload,
    portName: `tls-${port}`,
    setting,
  }));
}

/** What leads there now: ways of this process, or another process that does. */
export type Opened = { ways: Way[] } | { by: number };

/**
 * Opens every way of a stack until this process ends, unless another process leads there already. Connections keep no process
 * from ending.
 * @throws OperatorError when a port is taken; pulumi.RunError when there is no cluster to ask
 */
export async function openWays(workspace: Workspace): Promise<Opened> {
  const config = await configurationOf(workspace);
  const ways = await waysOf(workspace, config);
  if (ways.length === 0) return { ways };
  const turn = join(stateDirectory(workspace.environment), `forwarding.${workspace.stack}`);
  // The first time may find one that was left by a process that has ended.
  if (!claim(turn) && !claim(turn)) return { by: Number(readFileSync(turn, "utf8")) };
  process.once("exit", () => rmSync(turn, { force: true }));
  const client = await import("@kubernetes/client-node");
  const { kubeconfig } = await import("../../components/platform/kubernetes/cluster");
  const cluster = kubeconfig(client, config.kubernetes.context);
  const told = new Set<string>();
  for (const way of ways)
    (
      await forward(client, cluster, way, (reason) => {
        // Who asks tries again and again.
        if (!told.has(reason)) notice(reason);
        told.add(reason);
      })
    ).unref();
  return { ways };
}
