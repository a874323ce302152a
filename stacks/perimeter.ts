import type { OutsidePorts } from "../components/platform/docker-host/docker-host";
import { flows, flowsByChoice, operator, type Flow } from "../components/platform/flows";
import type { Config, Profile } from "./schema";
import { isOwnMachine } from "./settings";

/** A port on the host, and who may come to it from other machines. */
export interface PublishedPort {
  /** Key in `lakehouse:publish`. */
  key: "objectStore" | "postgresql" | "searchStore" | "edge" | "flight";
  /** As `<workload>.<port>`. */
  endpoint: string;
  address: string;
  port: number;
  /** Networks of other machines; the host itself may always. */
  networks: readonly string[];
}

const runs = (config: Config, profile: Profile) => config.profiles.includes(profile);

/** Every port that a stack publishes. */
export function publishedPorts(config: Config): PublishedPort[] {
  const { publish, firewall } = config;
  const at = (
    key: PublishedPort["key"],
    endpoint: string,
    port: number,
    networks: string[] = [],
  ): PublishedPort => ({
    ...{ key, endpoint, port, networks },
    address: (networks.length > 0 && publish.outside) || publish.address,
  });
  return [
    at("objectStore", "object-store.s3", publish.objectStore),
    at("postgresql", "postgresql.sql", publish.postgresql),
    ...(runs(config, "search") ? [at("searchStore", "search-store.https", publish.searchStore)] : []),
    ...(runs(config, "query") ? [at("edge", "edge.https", publish.edge, firewall.edge)] : []),
    ...(runs(config, "query") && publish.flight !== undefined
      ? [at("flight", "dremio.flight", publish.flight, firewall.flight)]
      : []),
  ];
}

/** The ports as the platform takes them. */
export function publication(config: Config) {
  const all = publishedPorts(config);
  const open = all.filter(({ networks }) => networks.length > 0);
  const outside: OutsidePorts | undefined = config.publish.outside
    ? {
        address: config.publish.outside,
        from: Object.fromEntries(open.map(({ endpoint, networks }) => [endpoint, networks])),
      }
    : undefined;
  return {
    address: config.publish.address,
    ports: Object.fromEntries(all.map(({ endpoint, port }) => [endpoint, port])),
    ...(outside ? { outside } : {}),
  };
}

/** The same as a host is looked at for them. */
export function hostPorts(config: Config) {
  const at = (address: string | undefined) =>
    publishedPorts(config).flatMap((each) => (each.address === address ? [each.port] : []));
  const { address, outside } = config.publish;
  return {
    ...{ address, ports: at(address) },
    ...(outside ? { outside: { address: outside, ports: at(outside) } } : {}),
  };
}

/** Every flow of a stack: those by choice where their port is published. */
export function flowsOf(config: Config): readonly Flow[] {
  const endpoints = publishedPorts(config).map(({ endpoint }) => endpoint);
  return [
    ...flows,
    ...flowsByChoice.filter(({ from, to, port }) => from === operator && endpoints.includes(`${to}.${port}`)),
  ];
}

/** What other machines may come to, a line for each port; none where all is on loopback. */
export const openings = (config: Config): string[] =>
  publishedPorts(config)
    .filter(({ networks }) => networks.length > 0)
    .map(
      ({ key, address, port, networks }) =>
        `${key} is published on ${address}:${port} for ${networks.join(", ")} ('make firewall' closes it to all others on this host)`,
    );

/** Settings that contradict each other, or have no effect. */
export function perimeterMistakes(config: Config): string[] {
  const { publish, firewall, edge } = config;
  const query = runs(config, "query");
  const named = (["edge", "flight"] as const).filter((key) => firewall[key].length > 0);
  const mistakes: string[] = [];
  if (publish.flight !== undefined && !query)
    mistakes.push(
      `lakehouse:publish.flight is ${publish.flight} and has no effect: Dremio runs with the profile query. Add query to lakehouse:profiles, or take it away.`,
    );
  if (publish.outside === undefined)
    for (const key of named)
      mistakes.push(
        `lakehouse:firewall.${key} is ${JSON.stringify(firewall[key])} and has no effect: everything is published on loopback. Set lakehouse:publish.outside to an address of the host, or take it away.`,
      );
  else if (named.length === 0)
    mistakes.push(
      `lakehouse:publish.outside is "${publish.outside}", and nobody may come there: name networks in lakehouse:firewall, such as {edge: [10.20.0.0/16]}, or take it away.`,
    );
  if (named.includes("edge") && !query)
    mistakes.push(
      "lakehouse:firewall.edge has no effect: the edge runs with the profile query. Add query to lakehouse:profiles, or take it away.",
    );
  if (named.includes("flight") && publish.flight === undefined)
    mistakes.push(
      "lakehouse:firewall.flight has no effect: Arrow Flight is not published. Set lakehouse:publish.flight (32010), or take it away.",
    );
  if (publish.outside !== undefined && named.includes("edge") && isOwnMachine(edge.domain))
    mistakes.push(
      `lakehouse:edge.domain is "${edge.domain}": to other machines that is themselves. Set it to a domain whose names lead to ${publish.outside}.`,
    );
  return mistakes;
}
