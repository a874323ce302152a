import type { ContainerCreateOptions, HealthConfig, HostConfig } from "dockerode";
import type { Values } from "../runtime";
import { labelMap, mebibytes, parseDuration } from "./values";

interface Volume {
  containerPath?: string;
  hostPath?: string;
  volumeName?: string;
  readOnly?: boolean;
  /** A container, by id or name, with `:ro` behind it for reading only. */
  fromContainer?: string;
}

interface Mount {
  target: string;
  type: "bind" | "volume" | "tmpfs";
  source?: string;
  readOnly?: boolean;
  tmpfsOptions?: { sizeBytes?: number; mode?: number };
  volumeOptions?: { labels?: { label: string; value: string }[] };
}

interface Port {
  internal: number;
  external?: number;
  ip: string;
  protocol: string;
}

function list<Element>(value: unknown): Element[] {
  return (value ?? []) as Element[];
}

/** Leaves out what the program left out, so that the engine's own defaults hold. */
function given(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function healthcheck(value: unknown): HealthConfig | undefined {
  if (value === undefined) return undefined;
  const health = value as Record<string, string> & { tests: string[]; retries: number };
  const nanoseconds = (name: string): number => parseDuration(health[name] ?? "0s") ?? 0;
  return {
    Test: health.tests,
    Interval: nanoseconds("interval"),
    Timeout: nanoseconds("timeout"),
    StartPeriod: nanoseconds("startPeriod"),
    Retries: health.retries,
    ...{ StartInterval: nanoseconds("startInterval") },
  };
}

function binds(volumes: readonly Volume[]): string[] {
  return volumes.flatMap(({ containerPath, hostPath, volumeName, readOnly }) => {
    const source = hostPath || volumeName;
    return source && containerPath ? [`${source}:${containerPath}:${readOnly === true ? "ro" : "rw"}`] : [];
  });
}

function mounts(values: readonly Mount[]): HostConfig["Mounts"] {
  return values.map(({ target, type, source, readOnly, tmpfsOptions, volumeOptions }) => ({
    Target: target,
    Type: type,
    Source: source ?? "",
    ReadOnly: readOnly === true,
    ...(type === "tmpfs" && tmpfsOptions !== undefined
      ? { TmpfsOptions: { SizeBytes: tmpfsOptions.sizeBytes ?? 0, Mode: tmpfsOptions.mode ?? 0 } }
      : {}),
    ...(type === "volume" && volumeOptions !== undefined
      ? {
          VolumeOptions: {
            NoCopy: false,
            Labels: labelMap(volumeOptions.labels),
            DriverConfig: { Name: "", Options: {} },
          },
        }
      : {}),
  }));
}

function portBindings(ports: readonly Port[]): Record<string, { HostIp: string; HostPort: string }[]> {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const { internal, external, ip, protocol } of ports)
    (bindings[`${internal}/${protocol}`] ??= []).push({ HostIp: ip, HostPort: String(external ?? 0) });
  return bindings;
}

function hostConfig(inputs: Values): HostConfig {
  const capabilities = inputs.capabilities as { adds: string[]; drops: string[] } | undefined;
  const hosts = list<{ host: string; ip: string }>(inputs.hosts);
  const ulimits = list<{ name: string; soft: number; hard: number }>(inputs.ulimits);
  return given({
    Binds: binds(list(inputs.volumes)),
    VolumesFrom: list<Volume>(inputs.volumes).flatMap(({ fromContainer }) => fromContainer ?? []),
    Mounts: mounts(list(inputs.mounts)),
    Tmpfs: inputs.tmpfs,
    ReadonlyRootfs: inputs.readOnly,
    AutoRemove: inputs.rm,
    Privileged: inputs.privileged,
    Init: inputs.init === true,
    RestartPolicy: { Name: inputs.restart, MaximumRetryCount: inputs.maxRetryCount ?? 0 },
    CapAdd: capabilities?.adds,
    CapDrop: capabilities?.drops,
    SecurityOpt: inputs.securityOpts,
    GroupAdd: inputs.groupAdds,
    Memory: inputs.memory === undefined ? undefined : mebibytes(inputs.memory),
    MemoryReservation:
      inputs.memoryReservation === undefined ? undefined : mebibytes(inputs.memoryReservation),
    MemorySwap: inputs.memorySwap === undefined ? undefined : mebibytes(inputs.memorySwap),
    ShmSize: inputs.shmSize === undefined ? undefined : mebibytes(inputs.shmSize),
    NanoCpus: inputs.cpus === undefined ? undefined : Math.round(Number(inputs.cpus) * 1e9),
    CpuShares: inputs.cpuShares,
    Ulimits: ulimits.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
    PortBindings: portBindings(list(inputs.ports)),
    ExtraHosts: hosts.map(({ host, ip }) => `${host}:${ip}`),
    Dns: inputs.dns,
    NetworkMode: inputs.networkMode,
    PidMode: inputs.pidMode,
    IpcMode: inputs.ipcMode,
    Sysctls: inputs.sysctls,
    LogConfig: { Type: inputs.logDriver ?? "", Config: inputs.logOpts ?? {} },
  });
}

/** The body of the engine's "create a container" request. */
export function createRequest(inputs: Values): ContainerCreateOptions {
  const ports = list<Port>(inputs.ports);
  const volumes = list<Volume>(inputs.volumes);
  return given({
    name: inputs.name,
    Image: inputs.image,
    Cmd: inputs.command,
    Entrypoint: inputs.entrypoints,
    Env: inputs.envs,
    User: inputs.user,
    WorkingDir: inputs.workingDir,
    Hostname: inputs.hostname,
    Labels: inputs.labels === undefined ? undefined : labelMap(inputs.labels),
    StopSignal: inputs.stopSignal,
    StopTimeout: inputs.stopTimeout,
    Healthcheck: healthcheck(inputs.healthcheck),
    ExposedPorts: Object.fromEntries(ports.map(({ internal, protocol }) => [`${internal}/${protocol}`, {}])),
    Volumes: Object.fromEntries(
      volumes.flatMap(({ containerPath }) => (containerPath ? [[containerPath, {}]] : [])),
    ),
    HostConfig: hostConfig(inputs),
  });
}
