import * as pulumi from "@pulumi/pulumi";

/** Someone outside the platform's networks, on the host or on the operator's machine. */
export const operator = "operator";

/** One permission to open connections. What is not listed has no route. */
export interface Flow {
  /** Fixed for ever and never reused: it numbers the flow's subnet, so adding a flow renumbers none. */
  number: number;
  /** Workload that opens connections, or `operator`. */
  from: string;
  /** Workload that accepts them. */
  to: string;
  /** Name of the port in the accepting workload. */
  port: string;
  reason: string;
}

/**
 * Who may talk to whom. A flow takes effect once both ends run in a stack.
 * Source: network zones and flows of the architecture (R11).
 */
export const flows: readonly Flow[] = [
  {
    number: 1,
    from: operator,
    to: "object-store",
    port: "s3",
    reason:
      "Buckets, policies and users are administered, and data is loaded, from outside the data network.",
  },
  {
    number: 2,
    from: operator,
    to: "postgresql",
    port: "sql",
    reason:
      "Databases, roles and grants are administered, and data is loaded, from outside the data network.",
  },
  {
    number: 3,
    from: operator,
    to: "search-store",
    port: "https",
    reason: "Indices are searched, and data is loaded, from outside the data network.",
  },
  {
    number: 4,
    from: "search-store-access",
    to: "search-store",
    port: "https",
    reason: "A job makes the role catalogue's roles and users.",
  },
  {
    number: 5,
    from: "postgresql-key",
    to: "postgresql",
    port: "sql",
    reason: "A job adds encryption keys and moves the databases to the configured one.",
  },
  {
    number: 7,
    from: operator,
    to: "edge",
    port: "https",
    reason: "People use the web interfaces, from outside, through the edge alone.",
  },
  {
    number: 8,
    from: "edge",
    to: "superset",
    port: "https",
    reason: "The edge leads to the dashboards.",
  },
  {
    number: 9,
    from: "edge",
    to: "dremio",
    port: "ui",
    reason: "The edge leads to Dremio's interface.",
  },
  {
    number: 10,
    from: "superset",
    to: "dremio",
    port: "flight",
    reason: "Charts and SQL Lab ask Dremio.",
  },
  {
    number: 11,
    from: "superset",
    to: "postgresql",
    port: "sql",
    reason: "Superset keeps its metadata there, and shows live data read-only.",
  },
  {
    number: 12,
    from: "superset-init",
    to: "postgresql",
    port: "sql",
    reason: "A job makes Superset's tables, roles, users and dashboards.",
  },
  {
    number: 13,
    from: "dremio",
    to: "object-store",
    port: "s3",
    reason: "Dremio reads bronze, writes silver and gold, and keeps its distributed store.",
  },
  {
    number: 14,
    from: "dremio",
    to: "postgresql",
    port: "sql",
    reason: "Dremio reads change data as it is at the moment of the query.",
  },
  {
    number: 15,
    from: "dremio-bootstrap",
    to: "dremio",
    port: "ui",
    reason: "A job makes Dremio's users, sources and spaces.",
  },
  {
    number: 16,
    from: "dbt-build",
    to: "dremio",
    port: "ui",
    reason: "A job builds silver and gold through Dremio's REST interface.",
  },
  {
    number: 17,
    from: "sample-source-load",
    to: "sample-source",
    port: "sql",
    reason: "A job fills the sample source.",
  },
  {
    number: 18,
    from: "batch-sync",
    to: "sample-source",
    port: "sql",
    reason: "A sync reads the source.",
  },
  {
    number: 19,
    from: "batch-sync",
    to: "object-store",
    port: "s3",
    reason: "A sync writes bronze, and keeps its state.",
  },
  {
    number: 20,
    from: "change-capture",
    to: "sample-source",
    port: "sql",
    reason: "Change data capture reads the source's replication slot.",
  },
  {
    number: 21,
    from: "change-capture",
    to: "postgresql",
    port: "sql",
    reason: "Change data capture writes the live tables.",
  },
  {
    number: 23,
    from: "superset-init",
    to: "dremio",
    port: "flight",
    reason: "A job asks Dremio for its schemas, for the rights of Superset's roles.",
  },
  {
    number: 22,
    from: "change-capture",
    to: "object-store",
    port: "s3",
    reason: "Change data capture keeps its state.",
  },
];

/**
 * A network of two for a process that listens on every address it has, in plain: the process, which has no other
 * network, and the gateway through which all its flows go, each way.
 */
export interface Gateway {
  /** Out of the flows' numbers, for the same end. */
  number: number;
  /** Workload behind it. */
  workload: string;
  reason: string;
}

/** The only hops in plain between containers. What covers them: nothing else is on their network. */
export const gateways: readonly Gateway[] = [
  {
    number: 6,
    workload: "dremio",
    reason: "Dremio cannot be told where to listen, and its fabric and JDBC ports know no TLS.",
  },
];

/**
 * Refuses a list in which a number occurs twice, a flow is said twice, a workload talks to itself or has two gateways.
 * @throws pulumi.RunError naming the flow or the gateway
 */
export function checkFlows(list: readonly Flow[], behind: readonly Gateway[] = []): void {
  const numbers = new Set<number>();
  const hidden = new Set<string>();
  for (const { workload, number } of behind) {
    if (numbers.has(number))
      throw new pulumi.RunError(
        `gateway of '${workload}': number ${number} is taken; give it the next free one.`,
      );
    if (hidden.has(workload))
      throw new pulumi.RunError(`the gateway of '${workload}' is listed twice; keep one.`);
    numbers.add(number);
    hidden.add(workload);
  }
  const ends = new Set<string>();
  for (const flow of list) {
    const end = `${flow.from} -> ${flow.to}:${flow.port}`;
    if (flow.from === flow.to)
      throw new pulumi.RunError(`flow ${end}: a workload needs no flow to itself; remove it.`);
    if (numbers.has(flow.number))
      throw new pulumi.RunError(`flow ${end}: number ${flow.number} is taken; give it the next free one.`);
    if (ends.has(end)) throw new pulumi.RunError(`flow ${end} is listed twice; keep one.`);
    numbers.add(flow.number);
    ends.add(end);
  }
}
