import { z } from "zod";
import { quantity } from "../components/platform/quantity";
import { fits, leastMemory, leastPart, outsideBoth } from "../components/processing/dremio/sizes";
import { schedule, timezone } from "./schedules";
import { searchCluster } from "./search-cluster-settings";
import { cpus, days, isMemory, memory, visible } from "./settings";
import { signOnSettings } from "./sign-on-settings";

/** How many there may be of what keeps nothing. */
const replicas = (fallback: number) => z.number().int().min(1).max(50).default(fallback);

/** What can be set of each service, by its key. */
export const serviceSettings = {
  objectStore: z
    .strictObject({
      memory: memory("768Mi", "512Mi").describe("Memory limit of the object store."),
      cpus: cpus(1).describe("CPU limit; clipped to what the host has, with a notice."),
      expireNoncurrentDays: days(30, 3650).describe(
        "Days an overwritten or deleted object of silver and gold is kept.",
      ),
      logRetentionDays: days(30, 3650).describe("Days an object in the `logs` bucket is kept."),
      backupRetentionDays: days(30, 3650).describe("Days an object in the `backups` bucket is kept."),
      distributed: z
        .strictObject({
          servers: z.number().int().min(4).max(32).describe("Servers, spread over availability zones."),
          drives: z.number().int().min(1).max(16).describe("Drives of each server."),
          parity: z.number().int().min(2).max(8).describe("Drives that may be lost without loss of data."),
          driveSize: memory("200Gi", "1Gi").describe("Size of each drive."),
        })
        .refine(({ servers, drives, parity }) => 2 * parity <= servers * drives, {
          message: "parity must be at most half of all drives",
          path: ["parity"],
        })
        .optional()
        .describe(
          "On Kubernetes: servers and drives over which objects are erasure coded. Unset: one server, one drive.",
        ),
      sessionMinutes: z
        .number()
        .int()
        .min(15)
        .max(60)
        .default(60)
        .describe("Minutes for which credentials are good that a person gets for a token (profile `query`)."),
    })
    .prefault({}),
  searchStore: z
    .strictObject({
      memory: memory("1280Mi", "1Gi").describe("Memory limit of Elasticsearch (profile `search`)."),
      heap: memory("512Mi", "256Mi").describe("Its Java heap: at most half of the memory limit."),
      cpus: cpus(1).describe("CPU limit; clipped to what the host has, with a notice."),
      cluster: searchCluster,
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
      memory: memory("384Mi", "256Mi").describe("Memory limit of the first sync (profile `ingest`)."),
      cpus: cpus(1).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .prefault({}),
  scheduler: z
    .strictObject({
      memory: memory("512Mi", "448Mi").describe(
        "Memory limit of the scheduler (profile `ingest`): a run of change data capture beside a sync or a build.",
      ),
      cpus: cpus(1).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .prefault({}),
  schedules: z
    .strictObject({
      changes: schedule("* * * * *").describe(
        "When change data capture runs (profile `ingest`), in cron's five fields.",
      ),
      batch: schedule("5 * * * *").describe(
        "When the source's new rows go to bronze, and silver and gold are built after it.",
      ),
      daily: schedule("40 3 * * *").describe("When every test runs over all there is (profile `query`)."),
      timezone: timezone.describe("Time zone of these times, by its IANA name."),
    })
    .prefault({}),
  dremio: z
    .strictObject({
      memory: memory("2560Mi", leastMemory).describe("Memory limit of Dremio (profile `query`)."),
      heap: memory("1Gi", leastPart).describe("Its Java heap."),
      directMemory: memory("1Gi", leastPart).describe("Its memory outside the heap, in which queries run."),
      cpus: cpus(2).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .refine((size) => !isMemory(size.memory, size.heap, size.directMemory) || fits(size), {
      message: `heap and directMemory together must leave ${outsideBoth} of dremio.memory to code, threads and buffers`,
      path: ["directMemory"],
    })
    .prefault({}),
  dbt: z
    .strictObject({
      memory: memory("320Mi", "256Mi").describe(
        "Memory limit of the first dbt build (profiles `ingest` and `query`).",
      ),
      cpus: cpus(1).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .prefault({}),
  cache: z
    .strictObject({
      memory: memory("64Mi", "48Mi").describe(
        "Memory limit of the cache (profile `dashboards`); half of it is for what is kept.",
      ),
      cpus: cpus(0.5).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .prefault({}),
  superset: z
    .strictObject({
      memory: memory("512Mi", "448Mi").describe("Memory limit of Superset (profile `dashboards`)."),
      workerMemory: memory("448Mi", "384Mi").describe("Memory limit of its worker in the background."),
      beatMemory: memory("96Mi", "64Mi").describe("Memory limit of what sends work there by the clock."),
      cpus: cpus(1).describe("CPU limit of either; clipped to what the host has, with a notice."),
      cacheSeconds: z
        .number()
        .int()
        .min(1)
        .max(86400)
        .default(60)
        .describe("Greatest age of what a dashboard shows, in seconds."),
      cluster: z
        .strictObject({
          replicas: replicas(3).describe("Replicas that serve, at least."),
          mostReplicas: replicas(9).describe(
            "Replicas that serve, at most: there are more when these are busy.",
          ),
          cpuPercent: z
            .number()
            .int()
            .min(10)
            .max(200)
            .default(70)
            .describe("Share of the CPUs set aside for them, in percent, above which there are more."),
          workers: replicas(2).describe("Replicas that work in the background."),
        })
        .refine((value) => value.replicas <= value.mostReplicas, {
          message: "mostReplicas must be at least replicas",
          path: ["mostReplicas"],
        })
        .prefault({})
        .describe("On Kubernetes: how many replicas there are."),
    })
    .prefault({}),
  signOn: signOnSettings,
  signOnSecret: visible
    .optional()
    .describe(
      "Secret of this stack at an identity provider (`signOn.oidc`), or password of its entry in a directory (`signOn.ldap`), encrypted by `make secret`.",
    ),
  keyStoreToken: visible
    .optional()
    .describe("Token of this stack at the key store (`keyStore`), encrypted by `make secret`."),
  directory: z
    .strictObject({
      memory: memory("64Mi", "48Mi").describe("Memory limit of the stack's own directory of people."),
      cpus: cpus(0.5).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .prefault({}),
  identity: z
    .strictObject({
      memory: memory("96Mi", "64Mi").describe("Memory limit of the stack's own identity provider."),
      cpus: cpus(0.5).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .prefault({}),
  egressProxy: z
    .strictObject({
      memory: memory("64Mi", "48Mi").describe(
        "Memory limit of the way out to who knows people (`signOn.by` other than embedded).",
      ),
      cpus: cpus(0.5).describe("CPU limit; clipped to what the host has, with a notice."),
    })
    .prefault({}),
  accessProxy: z
    .strictObject({
      memory: memory("64Mi", "48Mi").describe("Memory limit of the proxy that looks at people's groups."),
      cpus: cpus(0.5).describe("CPU limit; clipped to what the host has, with a notice."),
      sessionHours: z
        .number()
        .int()
        .min(1)
        .max(24)
        .default(8)
        .describe("Hours until people sign on again for Dremio, and their groups are read again."),
      replicas: replicas(2).describe("On Kubernetes: replicas."),
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
      replicas: replicas(2).describe("On Kubernetes: replicas, of which each counts requests for itself."),
    })
    .prefault({}),
};
