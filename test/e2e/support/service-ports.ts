import type Docker from "dockerode";
import { operator } from "../../../components/platform/flows";
import type { Probe, StackOutputs } from "../../../tools/operate";
import { stackNetworks } from "./namespaces";

/** Number of each named port inside the platform's networks, by workload. */
export const portNumbers = {
  "object-store": { s3: 9000 },
  postgresql: { sql: 5432 },
  "search-store": { https: 9200 },
  "sample-source": { sql: 5432 },
  dremio: { ui: 9047, flight: 32010 },
  superset: { https: 8088 },
  cache: { tls: 6379 },
  identity: { https: 5556 },
  directory: { ldaps: 3894 },
  edge: { https: 8443 },
  "access-proxy": { https: 8443 },
  "sign-on-egress": { tls: 8443 },
} as const satisfies Record<string, Record<string, number>>;

/** The port at which nodes of a search cluster meet: on loopback here. */
export const transportPort = 9300;

/** A port at which a service speaks TLS. */
export interface ServicePort {
  /** Names the port and who comes to it, and stays when containers get other addresses. */
  label: string;
  probe: Probe;
  /** A process whose network namespace must be entered to reach it. @default reached from here */
  from?: number;
}

/** Every port of every service: published ones, one in each flow's network, and what is on loopback only. */
export async function servicePorts(
  docker: Docker,
  stack: string,
  services: NonNullable<StackOutputs["services"]>,
): Promise<ServicePort[]> {
  const { namespaces } = await stackNetworks(docker, stack);
  const published = Object.entries(services).map(([name, { probe }]): ServicePort => ({
    label: `${name}, published`,
    probe,
  }));
  const inNetworks = namespaces.flatMap(({ workload, addresses, pid }) =>
    Object.entries(portNumbers[workload as keyof typeof portNumbers] ?? {}).flatMap(([name, port]) =>
      addresses
        .filter(({ flow }) => flow?.endsWith(` -> ${workload}:${name}`))
        .map(({ ip, flow }): ServicePort => {
          const probe: Probe = { host: ip, port, servername: workload };
          if (name === "sql") probe.starttls = "postgresql";
          const found = { label: flow!, probe };
          // The host has an address on the operator's networks only.
          return flow!.startsWith(`${operator} -> `) ? found : { ...found, from: pid };
        }),
    ),
  );
  const inside = namespaces
    .filter(({ workload }) => workload === "search-store")
    .map(({ workload, pid }): ServicePort => {
      const probe = { host: "127.0.0.1", port: transportPort, servername: workload };
      return { label: `${workload}:transport, inside`, probe, from: pid };
    });
  return [...published, ...inNetworks, ...inside];
}
