import { toQuartz } from "./quartz";

/** What a file of connections/ says. */
export interface Declaration {
  name: string;
  source: Connector;
  destination: Connector;
  catalog: { streams: ConfiguredStream[] };
}
interface Connector {
  definition: string;
  configuration: Record<string, unknown>;
}
interface ConfiguredStream {
  stream: { name: string; namespace?: string };
  sync_mode: string;
  destination_sync_mode: string;
  cursor_field?: string[];
  primary_key?: string[][];
}

/** An option of our own connectors that the official one does not know, and what it means that it is left out. */
export interface LeftOut {
  option: string;
  meaning: string;
}

/** Bodies of the three requests that make a connection. Ids of workspace, source and destination are the server's. */
export interface ConnectionRequests {
  source: { name: string; configuration: Record<string, unknown> };
  destination: { name: string; configuration: Record<string, unknown> };
  connection: Record<string, unknown>;
  leftOut: LeftOut[];
}

/** Official connectors, by what a declaration calls them: names of the API's `sourceType` and `destinationType`. */
const types: Record<string, string> = {
  "source-postgres": "postgres",
  "destination-postgres": "postgres",
  "destination-s3": "s3",
};

/** Options that only our connectors know. */
const own: Record<string, Record<string, string>> = {
  "destination-s3": {
    ca_certificate:
      "the official connector trusts the authorities of its image: it takes an image with ours in it",
    partition: "the official connector makes no directory for each day of a column: bronze lies flat",
  },
};

/** How our sync modes are called there, source's and destination's together. */
const syncModes: Record<string, string> = {
  "incremental append": "incremental_append",
  "incremental append_dedup": "incremental_deduped_history",
  "full_refresh overwrite": "full_refresh_overwrite",
  "full_refresh append": "full_refresh_append",
};

/** Puts each secret where the declaration names it. */
function resolved(value: unknown, secret: (name: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => resolved(each, secret));
  if (typeof value !== "object" || value === null) return value;
  if ("_secret" in value) return secret(value._secret as string);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each, secret)]));
}

function known<Value>(from: Record<string, Value>, key: string, what: string): Value {
  const found = from[key];
  if (found === undefined)
    throw new Error(
      `${what} ${key} has no form in Airbyte's API here. Known: ${Object.keys(from).join(", ")}.`,
    );
  return found;
}

/**
 * A declared connection in the form of Airbyte's public API (`POST /api/public/v1/{sources,destinations,connections}`),
 * which its Terraform provider takes too: what our connectors run on one host, Airbyte runs on Kubernetes.
 * Source: airbyte-platform airbyte-api/server-api/src/main/openapi/api_documentation_connections.yaml.
 * Names of options and modes were compared; no request was ever sent.
 * @param secret value, or reference, of a secret that the declaration names
 * @param schedule five fields of cron, UTC: the API knows no other zone
 * @throws Error for a connector, a mode or a schedule that has no form there
 */
export function connectionRequests(
  declaration: Declaration,
  secret: (name: string) => unknown,
  schedule: string,
): ConnectionRequests {
  const leftOut: LeftOut[] = [];
  const configurationOf = ({ definition, configuration }: Connector) => {
    const unknown = own[definition] ?? {};
    const entries = Object.entries(configuration).filter(([option]) => {
      if (!(option in unknown)) return true;
      leftOut.push({ option: `${definition}.${option}`, meaning: unknown[option]! });
      return false;
    });
    return resolved(Object.fromEntries(entries), secret) as Record<string, unknown>;
  };
  const { name, source, destination, catalog } = declaration;
  return {
    source: {
      name: `${name}-source`,
      configuration: { sourceType: known(types, source.definition, "connector"), ...configurationOf(source) },
    },
    destination: {
      name: `${name}-destination`,
      configuration: {
        destinationType: known(types, destination.definition, "connector"),
        ...configurationOf(destination),
      },
    },
    connection: {
      name,
      status: "active",
      schedule: { scheduleType: "cron", cronExpression: toQuartz(schedule) },
      namespaceDefinition: "destination",
      nonBreakingSchemaUpdatesBehavior: "disable_connection",
      configurations: {
        streams: catalog.streams.map((each) => ({
          name: each.stream.name,
          ...(each.stream.namespace === undefined ? {} : { namespace: each.stream.namespace }),
          syncMode: known(syncModes, `${each.sync_mode} ${each.destination_sync_mode}`, "sync mode"),
          ...(each.cursor_field === undefined ? {} : { cursorField: each.cursor_field }),
          ...(each.primary_key === undefined ? {} : { primaryKey: each.primary_key }),
        })),
      },
    },
    leftOut,
  };
}
