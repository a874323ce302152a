import { S3Client } from "@aws-sdk/client-s3";
import { Agent } from "node:https";
import { Client, type ClientConfig } from "pg";
import type { Probe, StackOutputs } from "../operate";
import { OperatorError } from "../pulumi/report";

// The SDK's version is pinned, and it works on Node 20: its notice about later versions helps no operator.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** Milliseconds to connect, and for one answer. */
const connectTimeout = 10_000;
const answerTimeout = 60_000;

/** What a principal signs on with. */
export interface Login {
  user: string;
  password: string;
}

/** Where a service is and whom its certificate must come from. */
export interface Target extends Probe {
  /** PEM of the authorities that may have signed the certificate. */
  ca: string;
}

/**
 * A service of the stack, from its outputs.
 * @throws OperatorError naming the services there are
 */
export function targetOf(outputs: StackOutputs, service: string): Target {
  const found = outputs.services?.[service];
  if (!found || !outputs.trustBundle) {
    const names = Object.keys(outputs.services ?? {}).join(", ") || "none";
    throw new OperatorError(
      `The stack's outputs name no service '${service}' with a trust bundle (services: ${names}). Run 'make up' first.`,
    );
  }
  return { ...found.probe, ca: outputs.trustBundle };
}

/**
 * A principal's login on a service, from the stack's outputs.
 * @throws OperatorError naming the logins there are
 */
export function loginOf(outputs: StackOutputs, service: string, principal: string): Login {
  const logins = outputs.credentials?.[service] ?? {};
  const { user, password } = logins[principal] ?? {};
  if (user && password) return { user, password };
  const names = Object.keys(logins).sort().join(", ") || "none";
  throw new OperatorError(
    `The stack's outputs hold no login of '${principal}' on ${service} (logins: ${names}). Roles have one when ` +
      "lakehouse:exampleUsers is true: set it and run 'make up'.",
  );
}

/** TLS 1.3 or nothing, verified against the stack's own authority; an address may stand in for the name. */
const tls = ({ ca, servername }: Target) => ({
  ca,
  servername,
  minVersion: "TLSv1.3" as const,
  rejectUnauthorized: true,
});

/**
 * What every client of the object store's HTTPS interface is made with.
 * @param keepAlive whether one connection serves several requests
 */
export function httpsEndpoint(target: Target, keepAlive: boolean) {
  return {
    endpoint: `https://${target.host}:${target.port}`,
    region: "us-east-1",
    requestHandler: {
      httpsAgent: new Agent({ ...tls(target), keepAlive, maxSockets: 32 }),
      connectionTimeout: connectTimeout,
      requestTimeout: answerTimeout,
    },
  };
}

/**
 * A client of the object store; `destroy()` it after use.
 * @param login `token`: the session's, of credentials that end
 */
export function objectStoreClient(
  target: Target,
  { user, password, token }: Login & { token?: string },
): S3Client {
  return new S3Client({
    ...httpsEndpoint(target, true),
    credentials: { accessKeyId: user, secretAccessKey: password, sessionToken: token },
    forcePathStyle: true,
  });
}

/** Settings of a PostgreSQL connection, as `sslmode=verify-full` has them. */
export function postgresqlConfig(target: Target, login: Login, database: string): ClientConfig {
  return {
    host: target.host,
    port: target.port,
    database,
    ...login,
    application_name: "lakehouse",
    connectionTimeoutMillis: connectTimeout,
    query_timeout: answerTimeout,
    ssl: tls(target),
  };
}

/** Runs a function with a connection to a database, and closes it. */
export async function withPostgresql<Result>(
  config: ClientConfig,
  body: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client(config);
  // A connection that breaks while idle reports here; the next query fails with the reason.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await body(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
