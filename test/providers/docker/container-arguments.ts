import type { Property, Values } from "../runtime";
import { labelsProperty, parseDuration } from "./values";

interface Port {
  internal: number;
  external?: number;
  ip?: string;
  protocol?: string;
}

/** Ports are one list whatever their order; a port left to the engine matches what it chose. */
function samePorts(state: unknown, input: unknown): boolean {
  const before = (state ?? []) as Port[];
  const after = (input ?? []) as Port[];
  const matches = (port: Port): boolean =>
    before.some(
      (other) =>
        other.internal === port.internal &&
        other.protocol === port.protocol &&
        other.ip === port.ip &&
        (port.external === undefined || other.external === port.external),
    );
  return before.length === after.length && after.every(matches);
}

const emptyMeansUnchanged = (_state: unknown, input: unknown): boolean => input === undefined || input === "";
const strings = (more: Partial<Property> = {}): Property => ({
  type: "array",
  items: "string",
  forceNew: true,
  ...more,
});

/**
 * Arguments of `docker_container` with defaults, sets and what a change does, as the official provider's
 * schema has them. Only those without `forceNew` change in place; of these only memory, memorySwap,
 * memoryReservation, cpuShares, restart, maxRetryCount and mustRun reach the running container.
 */
export const containerArguments: Record<string, Property> = {
  name: { type: "string", forceNew: true },
  image: { type: "string", required: true, forceNew: true },
  command: strings({ computed: true }),
  entrypoints: strings({ computed: true }),
  envs: strings({ computed: true, unordered: true }),
  user: { type: "string", forceNew: true, suppressDiff: emptyMeansUnchanged },
  workingDir: { type: "string", forceNew: true, suppressDiff: emptyMeansUnchanged },
  groupAdds: strings({ unordered: true }),
  init: { type: "boolean", computed: true },
  readOnly: { type: "boolean", forceNew: true, default: false },
  restart: { type: "string", default: "no", oneOf: ["no", "on-failure", "always", "unless-stopped"] },
  maxRetryCount: { type: "number" },
  capabilities: {
    type: "object",
    forceNew: true,
    unordered: true,
    fields: {
      adds: { type: "array", items: "string", default: [] },
      drops: { type: "array", items: "string", default: [] },
    },
  },
  securityOpts: strings({ computed: true, unordered: true }),
  memory: { type: "number" },
  memoryReservation: { type: "number" },
  memorySwap: { type: "number" },
  cpuShares: { type: "number" },
  cpus: { type: "string", forceNew: true },
  shmSize: { type: "number", forceNew: true, computed: true },
  tmpfs: { type: "object", items: "string" },
  ulimits: {
    type: "array",
    forceNew: true,
    unordered: true,
    fields: {
      name: { type: "string", required: true },
      soft: { type: "number", required: true },
      hard: { type: "number", required: true },
    },
  },
  mounts: {
    type: "array",
    forceNew: true,
    unordered: true,
    fields: {
      target: { type: "string", required: true },
      type: { type: "string", required: true, oneOf: ["bind", "volume", "tmpfs"] },
      source: { type: "string" },
      readOnly: { type: "boolean" },
      tmpfsOptions: { type: "object", fields: { sizeBytes: { type: "number" }, mode: { type: "number" } } },
      volumeOptions: {
        type: "object",
        fields: { labels: labelsProperty() },
        unsupported: ["driverName", "driverOptions", "noCopy", "subpath"],
      },
    },
    unsupported: ["bindOptions"],
  },
  volumes: {
    type: "array",
    forceNew: true,
    unordered: true,
    fields: {
      containerPath: { type: "string" },
      hostPath: { type: "string" },
      volumeName: { type: "string" },
      readOnly: { type: "boolean" },
      fromContainer: { type: "string" },
    },
    unsupported: ["selinuxRelabel"],
  },
  uploads: {
    type: "array",
    forceNew: true,
    unordered: true,
    fields: {
      file: { type: "string", required: true },
      content: { type: "string" },
      contentBase64: { type: "string" },
      permissions: { type: "string" },
      executable: { type: "boolean", default: false },
      owner: { type: "string" },
      group: { type: "string" },
    },
    unsupported: ["source", "sourceHash"],
  },
  networkMode: { type: "string", forceNew: true, default: "bridge" },
  networksAdvanced: {
    type: "array",
    forceNew: true,
    unordered: true,
    fields: {
      name: { type: "string", required: true },
      aliases: { type: "array", items: "string" },
      ipv4Address: { type: "string" },
    },
    unsupported: ["driverOpts", "gwPriority", "ipv6Address", "linkLocalIps", "macAddress"],
  },
  ports: {
    type: "array",
    forceNew: true,
    suppressDiff: samePorts,
    fields: {
      internal: { type: "number", required: true },
      external: { type: "number" },
      ip: { type: "string", default: "0.0.0.0" },
      protocol: { type: "string", default: "tcp" },
    },
  },
  hosts: {
    type: "array",
    forceNew: true,
    unordered: true,
    fields: { host: { type: "string", required: true }, ip: { type: "string", required: true } },
  },
  hostname: { type: "string", forceNew: true, computed: true },
  dns: strings({ unordered: true }),
  healthcheck: {
    type: "object",
    computed: true,
    fields: {
      tests: { type: "array", items: "string", default: [] },
      interval: { type: "string", default: "0s" },
      timeout: { type: "string", default: "0s" },
      startPeriod: { type: "string", default: "0s" },
      startInterval: { type: "string", default: "0s" },
      retries: { type: "number", default: 0 },
    },
  },
  wait: { type: "boolean", default: false },
  waitTimeout: { type: "number", default: 60 },
  mustRun: { type: "boolean", default: true },
  start: { type: "boolean", default: true },
  attach: { type: "boolean", default: false },
  logs: { type: "boolean", default: false },
  rm: { type: "boolean", default: false },
  removeVolumes: { type: "boolean", default: true },
  destroyGraceSeconds: { type: "number" },
  stopSignal: { type: "string", forceNew: true, computed: true },
  stopTimeout: { type: "number", forceNew: true, computed: true },
  labels: labelsProperty({ computed: true }),
  logDriver: { type: "string", forceNew: true, computed: true },
  logOpts: { type: "object", items: "string", forceNew: true },
  pidMode: { type: "string", forceNew: true },
  ipcMode: { type: "string", forceNew: true, computed: true },
  sysctls: { type: "object", items: "string", forceNew: true },
  privileged: { type: "boolean", forceNew: true },
};

/** What else `docker.ContainerArgs` has. */
export const unsupportedContainerArguments = [
  "cgroupParent",
  "cgroupnsMode",
  "containerReadRefreshTimeoutMilliseconds",
  "cpuPeriod",
  "cpuQuota",
  "cpuSet",
  "deviceCgroupRules",
  "deviceReadBps",
  "deviceReadIops",
  "deviceRequests",
  "deviceWriteBps",
  "deviceWriteIops",
  "devices",
  "dnsOpts",
  "dnsSearches",
  "domainname",
  "gpus",
  "platform",
  "publishAllPorts",
  "runtime",
  "stdinOpen",
  "storageOpts",
  "tty",
  "usernsMode",
] as const;

interface Upload {
  file: string;
  content?: string;
  contentBase64?: string;
  permissions?: string;
  owner?: string;
  group?: string;
}

type Failures = { property: string; reason: string }[];

function checkUpload(upload: Upload, property: string): Failures {
  const failures: Failures = [];
  const given = [upload.content, upload.contentBase64].filter((each) => each !== undefined && each !== "");
  if (given.length !== 1)
    failures.push({
      property,
      reason: `must have exactly one of content and contentBase64, not empty (${upload.file})`,
    });
  if (upload.permissions !== undefined && !/^0[0-7]{3}$/.test(upload.permissions))
    failures.push({
      property: `${property}.permissions`,
      reason: `is ${JSON.stringify(upload.permissions)}; allowed: 0 and three octal digits, for example "0440"`,
    });
  for (const name of ["owner", "group"] as const) {
    if (upload[name] !== undefined && !/^\d+$/.test(upload[name]))
      failures.push({
        property: `${property}.${name}`,
        reason: `is ${JSON.stringify(upload[name])}; this test provider allows only numeric ids, for example "26"`,
      });
  }
  return failures;
}

/** Rules beyond types: durations, uploads, volumes, CPUs. */
export function checkContainer(inputs: Values): Failures {
  const failures: Failures = [];
  const health = (inputs.healthcheck ?? {}) as Record<string, string | undefined>;
  for (const name of ["interval", "timeout", "startPeriod", "startInterval"]) {
    if (parseDuration(health[name] ?? "0s") === undefined)
      failures.push({
        property: `healthcheck.${name}`,
        reason: `is ${JSON.stringify(health[name])}; allowed: a duration such as "5s" or "1m30s"`,
      });
  }
  const uploads = (inputs.uploads ?? []) as Upload[];
  uploads.forEach((upload, index) => failures.push(...checkUpload(upload, `uploads[${index}]`)));
  const volumes = (inputs.volumes ?? []) as Values[];
  volumes.forEach((volume, index) => {
    if ("containerPath" in volume === "fromContainer" in volume)
      failures.push({
        property: `volumes[${index}]`,
        reason: 'needs either containerPath, for example "/data", or fromContainer, and not both',
      });
  });
  if (inputs.cpus !== undefined && !(Number(inputs.cpus) > 0))
    failures.push({
      property: "cpus",
      reason: `is ${JSON.stringify(inputs.cpus)}; allowed: a decimal number above 0, for example "0.5"`,
    });
  return failures;
}
