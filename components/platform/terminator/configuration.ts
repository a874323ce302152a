import { isIPv4 } from "node:net";
import { join } from "node:path";
import { render } from "../template";
import type { Health, Port, Relay } from "../workload";

/** Port on which HAProxy says whether the workload behind it answers. */
export const healthPort = 8404;
export const loopback = "127.0.0.1";
export const directory = "/etc/lakehouse/terminator";
export const configurationPath = `${directory}/haproxy.cfg`;
export const certificatePath = `${directory}/tls.pem`;
/** Authority of a workload that is asked for its certificate. */
export const authorityPath = (workload: string) => `${directory}/${workload}-ca.crt`;

/** A port as the terminator serves it. */
export interface TerminatedPort {
  name: string;
  port: Port;
  /** Where it listens, as `address:port`; quoted where HAProxy reads a variable. */
  listeners: readonly string[];
  /** Networks of those who may come. */
  clients: readonly string[];
}

export interface TerminatorConfigurationArgs {
  workload: string;
  ports: readonly TerminatedPort[];
  health: Health;
  /** Address of the process. @default "127.0.0.1" */
  upstream?: string;
  /** Connections of the process that are passed on as they are. @default none */
  outbound?: readonly { to: string; port: number; address: string; inside: string }[];
  /** What the process asks of others in plain on loopback, and where they are. @default none */
  relays?: readonly (Relay & { address: string; number: number })[];
  /** Who asks whether it is well: a process beside it, or by TLS the node that the pod runs on. @default "beside" */
  askedFrom?: "beside" | "node";
}

/** How HAProxy speaks a port's protocol with the client, and with the process. */
const spoken = {
  http: { mode: "http", alpn: " alpn h2,http/1.1", upstreamProtocol: "" },
  grpc: { mode: "http", alpn: " alpn h2", upstreamProtocol: " proto h2" },
  tcp: { mode: "tcp", alpn: "", upstreamProtocol: "" },
} as const satisfies Record<Port["protocol"], object>;

/** JSON as HAProxy takes it between single quotes. */
const quoted = (document: object) => `'${JSON.stringify(document).replaceAll("'", String.raw`\u0027`)}'`;
const answers = (documents: Record<string, object>) =>
  Object.entries(documents).map(([path, json]) => ({ path, json: quoted(json) }));

/** HAProxy's configuration as a terminator: TLS 1.3 only in front of ports that do not speak it by themselves. */
export const terminatorConfiguration = ({
  workload,
  ports,
  health,
  upstream = loopback,
  outbound = [],
  relays = [],
  askedFrom = "beside",
}: TerminatorConfigurationArgs): string => {
  const served = ports.map(({ name, port, listeners, clients }) => ({
    name,
    ...spoken[port.protocol],
    plainPort: port.tls.mode === "native" ? port.number : port.tls.plainPort,
    // A process that speaks TLS itself, and cannot be kept from older versions of it.
    own: port.tls.mode === "narrowed" ? authorityPath(workload) : undefined,
    listeners,
    clients,
  }));
  return render(join(__dirname, "haproxy.cfg.eta"), {
    ports: served,
    // The node's questions reach the process itself: peers are let through to it before it can be asked anything.
    asked:
      askedFrom === "node" && health.kind === "http"
        ? served.find(({ name }) => name === health.port)
        : undefined,
    workload,
    certificate: certificatePath,
    upstream,
    outbound,
    isName: (address: string) => !isIPv4(address),
    relays: relays.map((relay) => ({
      ...relay,
      authority: authorityPath(relay.to),
      documents: answers(relay.documents),
      paths: answers(relay.paths),
    })),
    health,
    healthPort,
    askedFrom,
  });
};
