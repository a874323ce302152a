import * as pulumi from "@pulumi/pulumi";
import * as ipaddr from "ipaddr.js";
import { z } from "zod";
import { quantity } from "../components/platform/quantity";
import { explain, isMisspelt, mistakeText } from "./explain";

const memoryPattern = /^[1-9]\d*(Mi|Gi)$/;
const isMemory = (...texts: string[]) => texts.every((text) => memoryPattern.test(text));

const memory = (fallback: string, least: string) =>
  z
    .string()
    .regex(memoryPattern, "a whole number of Mi or Gi, such as 512Mi or 2Gi")
    .refine((text) => !isMemory(text) || quantity(text) >= quantity(least), `at least ${least}`)
    .refine((text) => !isMemory(text) || quantity(text) <= quantity("1024Gi"), "at most 1024Gi")
    .default(fallback);

const cpus = (fallback: number) => z.number().min(0.1).max(64).default(fallback);
const days = (fallback: number, most: number) => z.number().int().min(1).max(most).default(fallback);

const ipv4Pool = z
  .string()
  .refine((text) => {
    if (!/^[\d./]+$/.test(text) || !ipaddr.IPv4.isValidCIDR(text)) return false;
    const [address, bits] = ipaddr.IPv4.parseCIDR(text);
    const network = ipaddr.IPv4.networkAddressFromCIDR(text);
    return (
      address.range() === "private" && address.toString() === network.toString() && bits >= 12 && bits <= 24
    );
  }, "a private IPv4 network of /12 to /24, such as 10.214.0.0/20, with no host bits set")
  .default("10.214.0.0/20");

const port = (fallback: number) => z.number().int().min(1).max(65535).default(fallback);

const loopback = "an address of the loopback range, 127.0.0.0/8, such as 127.0.0.1";

/** What can run beside the core. */
export const profiles = ["search"] as const;

const label = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, "1 to 40 letters, digits, dots, hyphens and underscores")
  .optional();

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
  profiles: z
    .array(z.enum(profiles))
    .default([])
    .refine((list) => new Set(list).size === list.length, "each profile once")
    .describe(
      "What runs beside the core (object store, PostgreSQL): `search` adds Elasticsearch. What does not fit the memory is refused.",
    ),
  sampleData: z
    .boolean()
    .default(false)
    .describe("Load a public data set into bronze and PostgreSQL after `make up`."),
  docker: z
    .strictObject({
      host: z
        .string()
        .regex(
          /^(unix:\/\/(\/[\w.-]+)+|ssh:\/\/([A-Za-z_][\w.-]*@)?[A-Za-z0-9][\w.-]*(:\d{1,5})?)$/,
          "unix:///path/to/socket or ssh://user@host, without a password; tcp:// would carry every secret in plain",
        )
        .optional()
        .describe("Docker Engine address. Unset: DOCKER_HOST, else unix:///var/run/docker.sock."),
      minimumFreeDisk: memory("5Gi", "1Gi").describe(
        "Free space the engine's data root must have before anything starts.",
      ),
      memory: memory("8Gi", "2Gi").describe(
        "Memory of the host that the stack may count on; more than the host has counts as what it has.",
      ),
      reservedMemory: memory("1Gi", "512Mi").describe(
        "Part of it for the operating system and the engine; memory limits must fit in the rest.",
      ),
    })
    .refine(
      (value) =>
        !isMemory(value.memory, value.reservedMemory) ||
        quantity(value.reservedMemory) < quantity(value.memory),
      {
        message: "reservedMemory must be below docker.memory",
        path: ["reservedMemory"],
      },
    )
    .prefault({}),
  volumes: z
    .strictObject({
      encryptedPath: z
        .string()
        .regex(
          /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)+$/,
          "an absolute path of letters, digits, dots, hyphens and underscores, without dot segments",
        )
        .optional()
        .describe(
          "Where an encrypted volume is mounted (`make volume` prepares one and remembers it): what no process encrypts lies there. Unset: Docker's data root, which must then be encrypted.",
        ),
      plain: z
        .array(z.string())
        .default([])
        .describe("Volumes accepted on storage that is not encrypted, by name, such as `postgresql-keys`."),
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
        .ipv4({ error: loopback, abort: true })
        .refine((address) => /^127\.(?!0\.0\.0$|255\.255\.255$)/.test(address), loopback)
        .default("127.0.0.1")
        .describe("Loopback address of the host on which administration ports are published."),
      objectStore: port(9000).describe("Host port of the object store's S3 interface."),
      postgresql: port(5432).describe("Host port of PostgreSQL."),
      searchStore: port(9200).describe("Host port of Elasticsearch (profile `search`)."),
    })
    .refine(
      ({ objectStore, postgresql, searchStore }) =>
        new Set([objectStore, postgresql, searchStore]).size === 3,
      {
        message: "objectStore, postgresql and searchStore need three different ports",
        path: [],
      },
    )
    .prefault({}),
  certificates: z
    .strictObject({
      authorityDays: days(3650, 7300).describe("Days a new certificate authority is valid."),
      leafDays: days(90, 825).describe("Days a new server certificate is valid."),
      renewBeforeDays: days(30, 365).describe("Days before its end from which a preview plans the renewal."),
    })
    .refine((value) => value.renewBeforeDays < value.leafDays, {
      message: "renewBeforeDays (30 unless set) must be below leafDays (90 unless set)",
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
  searchStore: z
    .strictObject({
      memory: memory("1280Mi", "1Gi").describe("Memory limit of Elasticsearch (profile `search`)."),
      heap: memory("512Mi", "256Mi").describe("Its Java heap: at most half of the memory limit."),
      cpus: cpus(1).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .refine(
      (value) => !isMemory(value.memory, value.heap) || 2 * quantity(value.heap) <= quantity(value.memory),
      {
        message: "heap must be at most half of searchStore.memory: the rest is for file caches and buffers",
        path: ["heap"],
      },
    )
    .prefault({}),
  rotation: z
    .strictObject({
      credentials: label.describe("Changing this label, or taking it away, makes every password anew."),
      certificates: label.describe(
        "Changing this label, or taking it away, makes every server's key and certificate anew.",
      ),
      authority: label.describe(
        "Changing this label, or taking it away, makes the certificate authority anew, and all it signed.",
      ),
      databaseKey: z
        .number()
        .int()
        .min(1)
        .max(1000)
        .default(1)
        .describe(
          "Number of PostgreSQL's principal encryption key; raising it adds a key and moves to it. It never goes down.",
        ),
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

const namespace = "lakehouse";
const refuse = (mistakes: string[], stack: string): never => {
  throw new pulumi.RunError(mistakeText(mistakes, stack));
};

/**
 * Checks raw values against the schema.
 * @throws pulumi.RunError with one line per wrong key
 */
export function parseConfig(raw: Record<string, unknown>, stack: string): Config {
  const given = { name: `${namespace}-${stack}`, ...raw };
  const result = schema.safeParse(given);
  return result.success ? result.data : refuse(explain(schema, result.error, given), stack);
}

/** Configuration as the engine hands it over. */
export interface ConfigTexts {
  /** Text by key with its namespace; numbers, booleans, lists and maps as JSON. */
  texts: Record<string, string>;
  /** Keys whose value, or a part of it, is encrypted. */
  secrets: readonly string[];
  stack: string;
}

/**
 * Picks this project's keys out of all there are, and checks them.
 * @throws pulumi.RunError with one line per wrong key
 */
export function configFrom({ texts, secrets, stack }: ConfigTexts): Config {
  const raw: Record<string, unknown> = {};
  const mistakes: string[] = [];
  for (const [key, text] of Object.entries(texts)) {
    const at = key.indexOf(":");
    const [space, name] = [key.slice(0, at), key.slice(at + 1)];
    // Other namespaces are the providers'; one that is nearly ours would have no effect at all.
    if (space !== namespace && isMisspelt(space, namespace))
      mistakes.push(`${key} is not a key. Did you mean ${namespace}:${name}?`);
    if (space !== namespace) continue;
    if (secrets.includes(key))
      mistakes.push(
        `${key} is set as a secret, and no key here is one: it becomes part of names and limits that anyone may see. Set it in plain.`,
      );
    raw[name] = valueOf(text);
  }
  return mistakes.length > 0 ? refuse(mistakes, stack) : parseConfig(raw, stack);
}

/** Reads this stack's `lakehouse:*` configuration. */
export function loadConfig(): Config {
  // Where Pulumi's SDK keeps it; its own function for it is not part of its types.
  const secrets = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]") as string[];
  return configFrom({ texts: pulumi.runtime.allConfig(), secrets, stack: pulumi.getStack() });
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
