/** Ports of this machine that lead to pods by way of the API server, as `kubectl port-forward` does. */
import type * as k8s from "@kubernetes/client-node";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { OperatorError } from "../pulumi/report";

/** A service's port, and the port of this machine that leads there. */
export interface Way {
  port: number;
  namespace: string;
  service: string;
  /** Name of the service's port. */
  portName: string;
  /** Where the port of this machine is set. */
  setting: string;
}

/** Only processes of this machine may come. */
const here = "127.0.0.1";

type Client = typeof import("@kubernetes/client-node");

/** What is used of the client's connection, whose own types are not there. */
interface Connection {
  on(event: "close" | "error", heard: () => void): void;
  close(): void;
}

/**
 * A server that leads each connection to a ready pod of a service, which is looked for anew each time: it may not be there yet
 * when this begins. What cannot be led there is closed.
 * @param refused is told why
 * @throws OperatorError when the port is taken
 */
export async function forward(
  client: Client,
  config: k8s.KubeConfig,
  way: Way,
  refused: (reason: string) => void,
): Promise<Server> {
  const server = createServer((socket) => {
    lead(client, config, way, socket).catch((error: unknown) => {
      socket.destroy();
      refused(`port ${way.port} leads nowhere now: ${reasonOf(error)}`);
    });
  });
  server.listen(way.port, here);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new OperatorError(
      `Port ${way.port} of ${here}, which is to lead to ${way.service} (${way.setting}), cannot be had: ` +
        `${(error as NodeJS.ErrnoException).code === "EADDRINUSE" ? "another process listens there" : (error as Error).message}.\n` +
        `  Remedy: end that, or set ${way.setting} to a port that is free.\nNothing was created or changed.`,
    );
  }
  return server;
}

async function lead(client: Client, config: k8s.KubeConfig, way: Way, socket: Socket): Promise<void> {
  // What breaks off on one side ends on the other.
  socket.on("error", () => socket.destroy());
  const { pod, port } = await readyPod(config.makeApiClient(client.CoreV1Api), way);
  const forwarding = new client.PortForward(config);
  const there = (await forwarding.portForward(
    way.namespace,
    pod,
    [port],
    socket,
    null,
    socket,
  )) as Connection;
  there.on("close", () => socket.destroy());
  there.on("error", () => socket.destroy());
  socket.on("close", () => there.close());
}

/** A pod of a service that may be asked now, and the port at which its process listens. */
async function readyPod(
  core: k8s.CoreV1Api,
  { namespace, service, portName }: Way,
): Promise<{ pod: string; port: number }> {
  const { spec } = await core.readNamespacedService({ name: service, namespace });
  const labelSelector = Object.entries(spec?.selector ?? {})
    .map((label) => label.join("="))
    .join(",");
  const port = Number(spec?.ports?.find(({ name }) => name === portName)?.targetPort);
  if (labelSelector === "" || !Number.isInteger(port))
    throw new Error(`service ${namespace}/${service} leads by no selector and number to ${portName}`);
  const { items } = await core.listNamespacedPod({ namespace, labelSelector });
  const pod = items.find(
    ({ metadata, status }) =>
      !metadata?.deletionTimestamp &&
      status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
  );
  if (!pod) throw new Error(`no pod of ${namespace}/${service} is ready`);
  return { pod: pod.metadata!.name!, port };
}

/** A sentence of an error, without an answer's body: it may hold what should not be shown. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: number | string; message?: string };
  return typeof code === "number"
    ? `the API server answers ${code}`
    : (message ?? String(error)).split("\n")[0]!;
}
