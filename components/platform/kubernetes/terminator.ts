import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  authorityPath,
  certificatePath,
  configurationPath,
  terminatorConfiguration,
} from "../terminator/configuration";
import type { File, KeyPair, Port, WorkloadArgs } from "../workload";
import { hardened, podAddress, resources } from "./container";
import { mountFiles, type MountedFiles } from "./files";
import type { Kubernetes } from "./kubernetes";
import { terminatorProbes } from "./probes";

/** Added to a port's number where the process itself takes that number on every address. */
const besideEverywhere = 10_000;

/** What a terminator takes of its node. */
export const terminatorResources = { memory: "96Mi", cpus: 0.5 };

/** The number under which a pod accepts TLS for a port; its service has the port's own. */
export const podPort = ({ listens }: Pick<WorkloadArgs, "listens">, { number }: Port): number =>
  listens === "everywhere" ? number + besideEverywhere : number;

export const isTerminated = ({ tls }: Port): boolean => tls.mode !== "native";

/** A container that runs beside the process from before its start until after its end. */
export interface Sidecar {
  container: k8s.types.input.core.v1.Container;
  files: MountedFiles;
}

/**
 * HAProxy in the process's pod: it accepts TLS 1.3 only on the pod's address, and passes on to loopback.
 * Source: kubernetes.io, "Sidecar Containers".
 */
export function terminator(
  name: string,
  args: WorkloadArgs & { platform: Kubernetes; parent: pulumi.Resource; keyPair: KeyPair | undefined },
): Sidecar {
  const { platform, keyPair, health, ports, relays = [] } = args;
  if (!keyPair)
    throw new pulumi.RunError(`workload '${name}' has a terminated port and needs a certificate.`);
  if (health.kind === "command")
    throw new pulumi.RunError(
      `workload '${name}' has a terminated port, so its health must be 'http' or 'tcp'.`,
    );
  const terminated = Object.entries(ports).filter(([, port]) => isTerminated(port));
  const authorities: File[] = [
    ...terminated.flatMap(([, { tls }]) =>
      tls.mode === "narrowed" ? [{ path: authorityPath(name), content: tls.authorityPem }] : [],
    ),
    ...relays.map(({ to, authorityPem }) => ({ path: authorityPath(to), content: authorityPem })),
  ];
  const files = mountFiles(`${name}-terminator`, name, {
    platform,
    parent: args.parent,
    files: [
      {
        path: configurationPath,
        content: terminatorConfiguration({
          workload: name,
          ports: terminated.map(([portName, port]) => ({
            name: portName,
            port,
            // On loopback stands the process itself, if it has the same number.
            listeners: [`"\${POD_IP}:${podPort(args, port)}"`],
            clients: platform.clientNetworks(name, portName),
          })),
          relays: relays.map((relay) => ({ ...relay, ...platform.way(name, relay.to, relay.port) })),
          health,
          askedFrom: "node",
        }),
      },
      ...new Map(authorities.map((file) => [file.path, file])).values(),
    ],
    secrets: [
      {
        path: certificatePath,
        content: pulumi.interpolate`${keyPair.certificatePem}${keyPair.privateKeyPem}`,
      },
    ],
  });
  return {
    files,
    container: {
      name: "terminator",
      ...hardened(platform, "haproxy"),
      // A container that restarts among those that initialise runs on beside the others.
      restartPolicy: "Always",
      args: ["haproxy", "-f", configurationPath],
      env: [podAddress],
      ports: terminated.map(([portName, port]) => ({
        name: portName,
        containerPort: podPort(args, port),
        protocol: "TCP",
      })),
      volumeMounts: files.mounts,
      resources: resources(terminatorResources),
      ...terminatorProbes(),
    },
  };
}
