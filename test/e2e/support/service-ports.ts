import type Docker from "dockerode";
import { operator } from "../../../components/platform/flows";
import type { Probe, StackOutputs } from "../../../tools/operate";
import { stackNetworks } from "./namespaces";

/** Number of each named port inside the platform's networks, by workload. */
export const portNumbers = {
  "object-store": { s3: 9000 },
  postgresql: { sql: 5432 },
  "search-store": { https: 9200 },
};

/** The port at which nodes of a search cluster meet: on loopback here. */
export const transportPort = 9300;

/** A port at which a service speaks TLS. */
export interface ServicePort {
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
  return Object.entries(services).flatMap(([name, { probe }]): ServicePort[] => {
    const { addresses, pid } = namespaces.find(({ workload }) => workload === name)!;
    const [number] = Object.values(portNumbers[name as keyof typeof portNumbers]);
    const inNetworks = addresses
      .filter(({ flow }) => flow !== undefined)
      .map(({ ip, flow }): ServicePort => {
        const port = { label: `${name} ${ip}:${number}`, probe: { ...probe, host: ip, port: number! } };
        // The host has an address on the operator's networks only.
        return flow!.startsWith(`${operator} -> `) ? port : { ...port, from: pid };
      });
    const loopback = { ...probe, host: "127.0.0.1", port: transportPort };
    return [
      { label: `${name} ${probe.host}:${probe.port}`, probe },
      ...inNetworks,
      ...(name === "search-store"
        ? [{ label: `${name} ${loopback.host}:${transportPort}, inside`, probe: loopback, from: pid }]
        : []),
    ];
  });
}
