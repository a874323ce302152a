import { operator, type Flow } from "./flow";
import { signOnFlows } from "./sign-on-flows";

export { operator, outside, type Flow } from "./flow";

/** Flows from outside that take effect where their port is asked to be published. */
export const flowsByChoice: readonly Flow[] = [
  {
    number: 90,
    from: operator,
    to: "dremio",
    port: "flight",
    reason: "Clients of Arrow Flight ask Dremio from outside, where it is published.",
  },
];

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
    number: 23,
    from: "superset-init",
    to: "dremio",
    port: "flight",
    reason: "A job asks Dremio for its schemas, for the rights of Superset's roles.",
  },
  // Numbers 20 to 22 are spent.
  {
    number: 40,
    from: "scheduler",
    to: "sample-source",
    port: "sql",
    reason: "What is scheduled reads the source's tables and its replication slot.",
  },
  {
    number: 41,
    from: "scheduler",
    to: "postgresql",
    port: "sql",
    reason: "Change data capture writes the live tables, and dbt how its runs went.",
  },
  {
    number: 42,
    from: "scheduler",
    to: "object-store",
    port: "s3",
    reason: "A sync writes bronze; connections keep their state.",
  },
  {
    number: 43,
    from: "scheduler",
    to: "dremio",
    port: "ui",
    reason: "Builds of silver and gold go through Dremio's REST interface.",
  },
  {
    number: 44,
    from: "batch-sync",
    to: "postgresql",
    port: "sql",
    reason: "The first sync fills the live tables, too.",
  },
  {
    number: 45,
    from: "dbt-build",
    to: "postgresql",
    port: "sql",
    reason: "A job writes how its run went.",
  },
  {
    number: 24,
    from: "dremio",
    to: "search-store",
    port: "https",
    reason: "Dremio reads indices, as tables beside those of the lake.",
  },
  {
    number: 50,
    from: "superset",
    to: "cache",
    port: "tls",
    reason:
      "Superset keeps figures and results for a while, counts sign-ons, and sends work to the background.",
  },
  {
    number: 51,
    from: "superset-worker",
    to: "cache",
    port: "tls",
    reason: "Work in the background is fetched from the queue, and its results are left there.",
  },
  {
    number: 52,
    from: "superset-beat",
    to: "cache",
    port: "tls",
    reason: "The clock sends housekeeping to the background.",
  },
  {
    number: 53,
    from: "superset-worker",
    to: "dremio",
    port: "flight",
    reason: "Queries of SQL Lab in the background ask Dremio.",
  },
  {
    number: 54,
    from: "superset-worker",
    to: "postgresql",
    port: "sql",
    reason: "Work in the background reads and writes Superset's metadata, and reads live data.",
  },
  {
    number: 55,
    from: "postgresql-pooler",
    to: "postgresql",
    port: "sql",
    reason: "PgBouncer keeps few connections to the primary for many clients.",
  },
  ...signOnFlows,
];
