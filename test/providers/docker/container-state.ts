import type { ContainerInspectInfo } from "dockerode";
import type { Values } from "../runtime";
import { formatCpus, formatDuration, fromBytes } from "./values";

type Health = NonNullable<ContainerInspectInfo["Config"]["Healthcheck"]> & { StartInterval?: number };

function ports(container: ContainerInspectInfo): Values[] {
  return Object.entries(container.NetworkSettings.Ports ?? {})
    .flatMap(([key, bindings]) => {
      const [internal, protocol] = key.split("/");
      return (bindings ?? []).map(({ HostIp, HostPort }) => ({
        internal: Number(internal),
        external: Number(HostPort),
        ip: HostIp,
        protocol,
      }));
    })
    .sort((a, b) => a.internal - b.internal);
}

function networkDatas(container: ContainerInspectInfo): Values[] {
  return Object.entries(container.NetworkSettings.Networks ?? {}).map(([networkName, data]) => ({
    networkName,
    ipAddress: data.IPAddress,
    ipPrefixLength: data.IPPrefixLen,
    gateway: data.Gateway,
    globalIpv6Address: data.GlobalIPv6Address,
    globalIpv6PrefixLength: data.GlobalIPv6PrefixLen,
    ipv6Gateway: data.IPv6Gateway,
    macAddress: data.MacAddress,
  }));
}

function healthcheck(health: Health): Values {
  return {
    tests: health.Test ?? [],
    interval: formatDuration(health.Interval ?? 0),
    timeout: formatDuration(health.Timeout ?? 0),
    startPeriod: formatDuration(health.StartPeriod ?? 0),
    startInterval: formatDuration(health.StartInterval ?? 0),
    retries: health.Retries ?? 0,
  };
}

/** What the engine chose for arguments the program left out. */
function computed(container: ContainerInspectInfo): Values {
  const { Config, HostConfig } = container;
  return {
    command: Config.Cmd ?? [],
    entrypoints: Config.Entrypoint ?? [],
    hostname: Config.Hostname,
    init: HostConfig.Init === true,
    securityOpts: HostConfig.SecurityOpt ?? [],
    shmSize: fromBytes(HostConfig.ShmSize ?? 0),
    ipcMode: HostConfig.IpcMode,
    logDriver: HostConfig.LogConfig?.Type,
    stopSignal: (Config as { StopSignal?: string }).StopSignal ?? "",
    stopTimeout: (Config as { StopTimeout?: number }).StopTimeout ?? 0,
    runtime: HostConfig.Runtime,
    platform: container.Platform,
  };
}

/**
 * The state after reading a container, over the arguments it was made with: what the official provider reads
 * back in its own notation (CPUs, durations, capabilities, memory), what the engine chose, and whether it
 * runs. A container that must run and does not is recorded with `mustRun: false`, so that the next update
 * starts it.
 */
export function containerState(container: ContainerInspectInfo, inputs: Values): Values {
  const { Config, HostConfig, State } = container;
  const CapAdd = HostConfig.CapAdd as string[] | null | undefined;
  const CapDrop = HostConfig.CapDrop as string[] | null | undefined;
  const byDigest = (inputs.image as string | undefined)?.startsWith("sha256:") === true;
  const health = Config.Healthcheck;
  const readsPorts = inputs.ports !== undefined && (State.Running || inputs.mustRun === true);
  const hasCapabilities = (CapAdd ?? []).length + (CapDrop ?? []).length > 0;
  return {
    ...computed(container),
    ...inputs,
    name: container.Name.replace(/^\//, ""),
    image: byDigest ? container.Image : Config.Image,
    user: Config.User,
    workingDir: Config.WorkingDir,
    restart: HostConfig.RestartPolicy?.Name,
    maxRetryCount: HostConfig.RestartPolicy?.MaximumRetryCount ?? 0,
    memory: fromBytes(HostConfig.Memory ?? 0),
    memoryReservation: fromBytes(HostConfig.MemoryReservation ?? 0),
    memorySwap: fromBytes(HostConfig.MemorySwap ?? 0),
    cpuShares: HostConfig.CpuShares ?? 0,
    networkMode: HostConfig.NetworkMode,
    ...((HostConfig.NanoCpus ?? 0) > 0 ? { cpus: formatCpus(HostConfig.NanoCpus ?? 0) } : {}),
    ...(hasCapabilities ? { capabilities: { adds: CapAdd ?? [], drops: CapDrop ?? [] } } : {}),
    ...(health == null ? {} : { healthcheck: healthcheck(health) }),
    ...(readsPorts ? { ports: ports(container) } : {}),
    bridge: (container.NetworkSettings as { Bridge?: string }).Bridge ?? "",
    networkDatas: networkDatas(container),
    ...(State.Running ? {} : { exitCode: State.ExitCode }),
    ...(!State.Running && inputs.mustRun === true ? { mustRun: false } : {}),
  };
}
