import * as pulumi from "@pulumi/pulumi";
import * as ipaddr from "ipaddr.js";
import { z } from "zod";
import { quantity } from "../components/platform/quantity";

const memory = (fallback: string, least: string) =>
  z
    .string()
    .regex(/^[1-9]\d*(Mi|Gi)$/, "a whole number of Mi or Gi, such as 512Mi or 2Gi")
    .refine(
      (text) => !/^[1-9]\d*(Mi|Gi)$/.test(text) || quantity(text) >= quantity(least),
      `at least ${least}`,
    )
    .refine(
      (text) => !/^[1-9]\d*(Mi|Gi)$/.test(text) || quantity(text) <= quantity("1024Gi"),
      "at most 1024Gi",
    )
    .default(fallback);

const cpus = (fallback: number) => z.number().min(0.1).max(64).default(fallback);
const days = (fallback: number, most: number) => z.number().int().min(1).max(most).default(fallback);

const ipv4Pool = z
  .string()
  .refine((text) => {
    if (!ipaddr.IPv4.isValidCIDR(text)) return false;
    const [address, bits] = ipaddr.IPv4.parseCIDR(text);
    const network = ipaddr.IPv4.networkAddressFromCIDR(text);
    return (
      address.range() === "private" && address.toString() === network.toString() && bits >= 12 && bits <= 24
    );
  }, "a private IPv4 network of /12 to /24, such as 10.214.0.0/20, with no host bits set")
  .default("10.214.0.0/20");

const port = (fallback: number) => z.number().int().min(1).max(65535).default(fallback);

/** Every key a stack can be configured with. `docs/configuration.md` is generated from this schema. */
export const schema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, "3 to 32 lower-case letters, digits and hyphens, a letter first")
    .describe("Prefix of every container, network and volume; two stacks on one host need two names."),
  lifecycle: z
    .enum(["running", "stopped", "disposable"])
    .default("running")
    .describe(
      "`stopped` removes containers and networks and keeps data, keys and credentials (`make down`); " +
        "`disposable` lifts every protection so that `pulumi destroy` removes all (`make destroy`).",
    ),
  images: z
    .enum(["registry", "local"])
    .default("registry")
    .describe(
      "`registry` pulls what the catalogue pins; `local` uses the images `make images` builds from packages.",
    ),
  exampleUsers: z
    .boolean()
    .default(false)
    .describe("One login per role on each service, with a generated password."),
  sampleData: z
    .boolean()
    .default(false)
    .describe("Load a public data set into bronze and PostgreSQL after `make up`."),
  docker: z
    .strictObject({
      host: z
        .string()
        .regex(
          /^(unix:\/\/\/|ssh:\/\/[^-])/,
          "a unix:// or ssh:// address; tcp:// would carry every secret in plain",
        )
        .optional()
        .describe("Docker Engine address. Unset: DOCKER_HOST, else unix:///var/run/docker.sock."),
      minimumFreeDisk: memory("5Gi", "1Gi").describe(
        "Free space the engine's data root must have before anything starts.",
      ),
    })
    .prefault({}),
  network: z
    .strictObject({
      pool: ipv4Pool.describe("Private IPv4 network from which each flow gets a /29 of its own."),
    })
    .prefault({}),
  publish: z
    .strictObject({
      address: z
        .ipv4()
        .refine((address) => address.startsWith("127."), "an address of the loopback range, 127.0.0.0/8")
        .default("127.0.0.1")
        .describe("Loopback address of the host on which administration ports are published."),
      objectStore: port(9000).describe("Host port of the object store's S3 interface."),
      postgresql: port(5432).describe("Host port of PostgreSQL."),
    })
    .refine((value) => value.objectStore !== value.postgresql, {
      message: "objectStore and postgresql need different ports",
      path: ["postgresql"],
    })
    .prefault({}),
  certificates: z
    .strictObject({
      authorityDays: days(3650, 7300).describe("Days a new certificate authority is valid."),
      leafDays: days(90, 825).describe("Days a new server certificate is valid."),
      renewBeforeDays: days(30, 365).describe("Days before its end from which a preview plans the renewal."),
    })
    .refine((value) => value.renewBeforeDays < value.leafDays, {
      message: "renewBeforeDays must be below leafDays",
      path: ["renewBeforeDays"],
    })
    .refine((value) => value.leafDays + value.renewBeforeDays < value.authorityDays, {
      message:
        "authorityDays must be above leafDays and renewBeforeDays together, since the authority outlives what it signs",
      path: ["authorityDays"],
    })
    .prefault({}),
  objectStore: z
    .strictObject({
      memory: memory("768Mi", "512Mi").describe("Memory limit of the object store."),
      cpus: cpus(1).describe("CPU limit; clipped to what the host has, with a notice."),
      expireNoncurrentDays: days(30, 3650).describe(
        "Days an overwritten or deleted object of silver and gold is kept.",
      ),
      logRetentionDays: days(30, 3650).describe("Days an object in the `logs` bucket is kept."),
      backupRetentionDays: days(30, 3650).describe("Days an object in the `backups` bucket is kept."),
    })
    .prefault({}),
  postgresql: z
    .strictObject({
      memory: memory("512Mi", "256Mi").describe("Memory limit; a quarter of it becomes shared_buffers."),
      cpus: cpus(1).describe("CPU limit; clipped to what the host has, with a notice."),
      maxConnections: z.number().int().min(20).max(1000).default(100).describe("PostgreSQL max_connections."),
    })
    .prefault({}),
});

/** A stack's configuration with every default filled in. */
export type Config = z.infer<typeof schema>;

/** One message naming each wrong key, its value and what is allowed. */
function explain(error: z.ZodError, given: Record<string, unknown>): string {
  const lines = error.issues.flatMap((issue) => {
    const at = issue.path.map(String);
    if (issue.code === "unrecognized_keys") {
      const section = at.length === 0 ? schema : sectionOf(at);
      const known = Object.keys(section?.shape ?? {}).join(", ");
      return issue.keys.map(
        (key) => `  lakehouse:${[...at, key].join(".")} is not a key. Keys here: ${known}.`,
      );
    }
    const value = at.reduce<unknown>(
      (node, key) => (node as Record<string, unknown> | undefined)?.[key],
      given,
    );
    const shown = value === undefined ? "not set" : `is ${JSON.stringify(value)}`;
    return [`  lakehouse:${at.join(".")} ${shown}: ${issue.message}.`];
  });
  return `The configuration is not valid:\n${lines.join("\n")}\nEvery key, its range and an example: docs/configuration.md`;
}

function sectionOf(path: string[]): { shape: Record<string, unknown> } | undefined {
  let node: unknown = schema;
  for (const key of path) {
    const shape = (node as { shape?: Record<string, unknown> }).shape;
    node = shape?.[key];
    while (node && !(node as { shape?: unknown }).shape) {
      const inner = (node as { def?: { innerType?: unknown } }).def?.innerType;
      if (!inner) return undefined;
      node = inner;
    }
  }
  return node as { shape: Record<string, unknown> } | undefined;
}

/**
 * Checks raw values against the schema.
 * @throws pulumi.RunError with one line per wrong key
 */
export function parseConfig(raw: Record<string, unknown>, stack: string): Config {
  const given = { name: `lakehouse-${stack}`, ...raw };
  const result = schema.safeParse(given);
  if (!result.success) throw new pulumi.RunError(explain(result.error, given));
  return result.data;
}

/** Reads this stack's `lakehouse:*` configuration. */
export function loadConfig(): Config {
  const prefix = "lakehouse:";
  const raw: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(pulumi.runtime.allConfig())) {
    if (key.startsWith(prefix)) raw[key.slice(prefix.length)] = scalar(text);
  }
  return parseConfig(raw, pulumi.getStack());
}

/** Pulumi hands every value over as text; numbers, booleans and objects arrive as JSON. */
function scalar(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
