import type { Property, Values } from "../runtime/resource-type";

/** Provider arguments this test provider takes; defaults are the official provider's. */
export const configurationProperties: Record<string, Property> = {
  host: { type: "string", required: true },
  port: { type: "number", default: 5432 },
  username: { type: "string", default: "postgres" },
  password: { type: "string", required: true, secret: true },
  database: { type: "string", default: "postgres" },
  sslmode: { type: "string", required: true, oneOf: ["verify-full"] },
  sslrootcert: { type: "string", required: true },
  superuser: { type: "boolean", default: true },
  connectTimeout: { type: "number", default: 180 },
  maxConnections: { type: "number", default: 20 },
};

/** Provider arguments of the official provider that this one refuses. */
export const unsupportedConfiguration = [
  "awsRdsIamAuth",
  "awsRdsIamProfile",
  "awsRdsIamProviderRoleArn",
  "awsRdsIamRegion",
  "azureIdentityAuth",
  "azureTenantId",
  "clientcert",
  "databaseUsername",
  "expectedVersion",
  "gcpIamImpersonateServiceAccount",
  "scheme",
  "sslMode",
];

export interface Configuration {
  host: string;
  port: number;
  username: string;
  password: string;
  /** Database for everything that belongs to the whole server. */
  database: string;
  /** PEM file of the only authority trusted. */
  caFile: string;
  /** Seconds; 0 or less waits for ever. */
  connectTimeout: number;
  /** Connections open at the same time; 0 or less sets no limit. */
  maxConnections: number;
}

/** Reads the provider's arguments; throws one message that names every problem. */
export function readConfiguration(values: Values): Configuration {
  const problems: string[] = [];
  for (const name of ["host", "username", "password", "database", "sslrootcert"]) {
    if (!values[name]) problems.push(`${name} is missing`);
  }
  if (values.sslmode !== "verify-full") problems.push('sslmode must be "verify-full"');
  if (values.superuser === false) {
    problems.push("superuser: false is not supported by this test provider: connect as the administrator");
  }
  if (problems.length > 0) throw new Error(`postgresql provider configuration: ${problems.join("; ")}.`);
  return {
    host: String(values.host),
    port: Number(values.port),
    username: String(values.username),
    password: String(values.password),
    database: String(values.database),
    caFile: String(values.sslrootcert),
    connectTimeout: Number(values.connectTimeout),
    maxConnections: Number(values.maxConnections),
  };
}
