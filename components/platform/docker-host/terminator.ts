import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import {
  authorityPath,
  certificatePath,
  configurationPath,
  healthPort,
  loopback,
  terminatorConfiguration,
} from "../terminator/configuration";
import type { Health, KeyPair, Port, Relay } from "../workload";
import { platformMemory } from "./budget";
import { carriedBy, carrier, containerOptions, hardened, userOf } from "./container";
import type { DockerHost } from "./docker-host";
import type { Outbound } from "./networks";

/** Asks HAProxy's own monitor with bash alone: the image brings no HTTP client. */
const healthCommand = [
  "bash",
  "-c",
  `exec 3<>/dev/tcp/127.0.0.1/${healthPort} && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '^HTTP/1.[01] 200' <&3`,
];

export interface TerminatorArgs {
  platform: DockerHost;
  workload: string;
  /** The workload's terminated ports by name. */
  ports: [string, Port][];
  health: Health;
  /** Where it stands: in the workload's network namespace, or on networks of its own. */
  network: Partial<docker.ContainerArgs>;
  /** Address of the process. @default "127.0.0.1" */
  upstream?: string;
  /** Address on which the process reaches it, and where its connections lead. @default none */
  outbound?: { address: string; connections: readonly Outbound[] };
  /** What the process asks of others in plain on loopback. @default none */
  relays?: readonly Relay[];
  /** The process behind the terminator, started first. */
  process: pulumi.Resource;
  keyPair: KeyPair | undefined;
}

/**
 * HAProxy that accepts TLS 1.3 only, on exactly the addresses at which a flow arrives. As a gateway it also passes on,
 * as they are, the connections that the process may open.
 */
export class Terminator extends pulumi.ComponentResource {
  constructor(name: string, args: TerminatorArgs, opts: pulumi.ComponentResourceOptions) {
    super("lakehouse:platform:Terminator", name, {}, opts);
    const { platform, keyPair, workload, health, upstream = loopback, relays = [] } = args;
    const { address: inside = loopback, connections = [] } = args.outbound ?? {};
    if (!keyPair) {
      throw new pulumi.RunError(`workload '${workload}' has a terminated port and needs a certificate.`);
    }
    if (health.kind === "command") {
      throw new pulumi.RunError(
        `workload '${workload}' has a terminated port, so its health must be 'http' or 'tcp'.`,
      );
    }
    const config = {
      path: configurationPath,
      content: terminatorConfiguration({
        workload,
        ports: args.ports.map(([portName, port]) => ({
          name: portName,
          port,
          listeners: platform
            .listenAddresses(workload, portName)
            .map((address) => `${address}:${port.number}`),
          clients: platform.clientNetworks(workload, portName),
        })),
        upstream,
        outbound: connections.map((connection) => ({ ...connection, inside })),
        relays: relays.map((relay) => ({ ...relay, ...platform.way(workload, relay.to, relay.port) })),
        health,
      }),
    };
    const certificate = {
      path: certificatePath,
      content: pulumi.interpolate`${keyPair.certificatePem}${keyPair.privateKeyPem}`,
    };
    const files = carrier(`${name}-files`, platform, this, {
      image: "haproxy",
      files: [
        config,
        ...relays.map(({ to, authorityPem }) => ({ path: authorityPath(to), content: authorityPem })),
      ],
      secrets: [certificate],
    });
    new docker.Container(
      `${name}-process`,
      {
        ...hardened(platform, workload, { memory: platformMemory.terminator, cpus: 1 }),
        name: `${platform.args.prefix}-${name}`,
        image: platform.image("haproxy").imageId,
        command: ["haproxy", "-f", configurationPath],
        user: userOf("haproxy"),
        ...args.network,
        volumes: [carriedBy(files)],
        healthcheck: { tests: ["CMD", ...healthCommand], interval: "3s", timeout: "3s", retries: 10 },
        wait: true,
        waitTimeout: 120,
        restart: "unless-stopped",
        labels: platform.labels({ workload, part: "terminator" }),
      },
      containerOptions(platform, this, [args.process]),
    );
    this.registerOutputs();
  }
}
