import { z } from "zod";
import { quantity } from "../components/platform/quantity";
import { cpus, days, ipv4Pool, isMemory, label, loopback, memory, port } from "./settings";

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
      edge: port(443).describe("Host port of the edge, through which people reach every web interface."),
    })
    .refine(({ address: _address, ...ports }) => new Set(Object.values(ports)).size === 4, {
      message: "objectStore, postgresql, searchStore and edge need four different ports",
      path: [],
    })
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
  sampleSource: z
    .strictObject({
      memory: memory("256Mi", "192Mi").describe("Memory limit of the sample source (profile `ingest`)."),
      cpus: cpus(0.5).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .prefault({}),
  connectors: z
    .strictObject({
      memory: memory("384Mi", "256Mi").describe("Memory limit of a batch sync (profile `ingest`)."),
      cpus: cpus(1).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .prefault({}),
  changeCapture: z
    .strictObject({
      memory: memory("256Mi", "192Mi").describe("Memory limit of change data capture (profile `ingest`)."),
      cpus: cpus(0.5).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .prefault({}),
  dremio: z
    .strictObject({
      memory: memory("2560Mi", "1536Mi").describe("Memory limit of Dremio (profile `query`)."),
      heap: memory("1Gi", "512Mi").describe("Its Java heap."),
      directMemory: memory("1Gi", "512Mi").describe("Its memory outside the heap, in which queries run."),
      cpus: cpus(2).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .refine(
      ({ memory, heap, directMemory }) =>
        !isMemory(memory, heap, directMemory) ||
        quantity(heap) + quantity(directMemory) + quantity("512Mi") <= quantity(memory),
      {
        message:
          "heap and directMemory together must leave 512Mi of dremio.memory to code, threads and buffers",
        path: ["directMemory"],
      },
    )
    .prefault({}),
  dbt: z
    .strictObject({
      memory: memory("320Mi", "256Mi").describe("Memory limit of a dbt run (profiles `ingest` and `query`)."),
      cpus: cpus(1).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .prefault({}),
  superset: z
    .strictObject({
      memory: memory("512Mi", "448Mi").describe("Memory limit of Superset (profile `dashboards`)."),
      cpus: cpus(1).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .prefault({}),
  edge: z
    .strictObject({
      memory: memory("96Mi", "64Mi").describe("Memory limit of the edge."),
      cpus: cpus(1).describe("CPU limit; clipped to what the host has, with a notice."),
      domain: z
        .string()
        .regex(
          /^(?=.{1,200}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
          "a domain name in lower case, such as localhost",
        )
        .default("localhost")
        .describe("Domain of the services' names, such as `superset.localhost`."),
      requestsPerTenSeconds: z
        .number()
        .int()
        .min(10)
        .max(100000)
        .default(600)
        .describe("Requests one client may make in ten seconds."),
      bodyMegabytes: z.number().int().min(1).max(1024).default(20).describe("Megabytes a request may carry."),
    })
    .prefault({}),
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
    })
    .prefault({}),
});

/** A stack's configuration with every default filled in. */
export type Config = z.infer<typeof schema>;
