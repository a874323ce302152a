import type { Property, Values } from "../runtime/resource-type";

/** Provider arguments this test provider takes. */
export const configurationProperties: Record<string, Property> = {
  minioServer: { type: "string", required: true },
  minioUser: { type: "string", required: true },
  minioPassword: { type: "string", required: true, secret: true },
  minioRegion: { type: "string", default: "us-east-1" },
  minioSsl: { type: "boolean" },
  minioCacertFile: { type: "string" },
};

/** Provider arguments of the official provider that this one refuses. */
export const unsupportedConfiguration = [
  "minioAccessKey",
  "minioApiVersion",
  "minioCertFile",
  "minioInsecure",
  "minioKeyFile",
  "minioSecretKey",
  "minioSessionToken",
];

export interface Configuration {
  /** `host:port` of the S3 and admin API. */
  server: string;
  user: string;
  password: string;
  /** @default us-east-1 */
  region: string;
  /** PEM file trusted besides the usual authorities. */
  caFile?: string;
}

/** Reads the provider's arguments; throws one message that names every problem. */
export function readConfiguration(values: Values): Configuration {
  const problems: string[] = [];
  for (const name of ["minioServer", "minioUser", "minioPassword"]) {
    if (!values[name]) problems.push(`${name} is missing`);
  }
  const server = (values.minioServer ?? "") as string;
  if (server.includes("/")) problems.push(`minioServer is "host:port" without a scheme, not "${server}"`);
  if (values.minioSsl !== true) problems.push("this test provider only speaks TLS: set minioSsl: true");
  if (problems.length > 0) throw new Error(`minio provider configuration: ${problems.join("; ")}.`);
  return {
    server,
    user: String(values.minioUser),
    password: String(values.minioPassword),
    region: (values.minioRegion as string) || "us-east-1",
    caFile: (values.minioCacertFile as string) || undefined,
  };
}
