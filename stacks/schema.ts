import { z } from "zod";
import { quantity } from "../components/platform/quantity";
import { kubernetesSettings } from "./kubernetes-settings";
import { publishSettings } from "./publish-settings";
import { serviceSettings } from "./service-settings";
import { cpus, days, ipv4Pool, isMemory, label, memory } from "./settings";

/** What can run beside the core. */
export const profiles = ["ingest", "query", "dashboards", "search"] as const;
export type Profile = (typeof profiles)[number];

/** What a profile cannot do without. */
const needs: Partial<Record<Profile, Profile>> = { dashboards: "query" };

/** The way from a source to a dashboard. */
export const mainPath: Profile[] = ["ingest", "query", "dashboards"];

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
      "`stopped` removes containers and networks, on Kubernetes pods, and keeps data, keys and credentials (`make down`); " +
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
    .default(mainPath)
    .refine((list) => new Set(list).size === list.length, "each profile once")
    .refine((list) => list.every((profile) => list.includes(needs[profile] ?? profile)), {
      message: "dashboards needs query beside it: its charts ask Dremio",
    })
    .describe(
      "What runs beside the core (object store, PostgreSQL): `ingest` a sample source and its connections, `query` Dremio and dbt, " +
        "`dashboards` Superset, `search` Elasticsearch. The edge runs with `query`. What does not fit the memory is refused.",
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
  ...publishSettings,
  ...kubernetesSettings,
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
  ...serviceSettings,
  rotation: z
    .strictObject({
      credentials: label.describe(
        "Changing this label, or taking it away, makes every password anew, except Dremio's.",
      ),
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
      cluster: z
        .strictObject({
          instances: z.number().int().min(3).max(9).default(3).describe("Servers, over availability zones."),
          dataSize: memory("100Gi", "1Gi").describe("Size of each server's drive for data."),
          walSize: memory("20Gi", "4Gi").describe("Size of its drive for the write-ahead log."),
        })
        .prefault({})
        .describe("On Kubernetes: servers that stand in for each other."),
    })
    .prefault({}),
});

/** A stack's configuration with every default filled in. */
export type Config = z.infer<typeof schema>;
