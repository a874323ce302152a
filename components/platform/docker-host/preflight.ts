import * as pulumi from "@pulumi/pulumi";
import type { Footprint } from "../footprint";
import type { ImageMode } from "../images";
import type { Lifecycle } from "../platform";
import type { Storage } from "./docker-host";
import { engineAt, refuse, requireEngine } from "./engine";
import { memoryBudget } from "./budget";
import { ofStack } from "./stack-label";
import { hostChecks, imagesCheck, type Finding, type HostView } from "./host-checks";
import { storageChecks } from "./storage-checks";

/** What the host must offer before anything is created. */
export interface HostRequirements {
  /** Engine address. @default DOCKER_HOST, else the default socket */
  address?: string;
  stack: string;
  lifecycle: Lifecycle;
  images: ImageMode;
  /** Every workload of the stack. */
  footprints: readonly Footprint[];
  memory: {
    /** Memory of the host the stack may count on. */
    budget: string;
    /** What the operating system and the engine need of it. */
    reserved: string;
  };
  /** Free space the engine's data root needs. */
  minimumFreeDisk: string;
  storage: Storage;
  /** Network the stack's subnets come from. */
  pool: string;
  publish: {
    address: string;
    ports: number[];
    /** Ports published on another address. @default none */
    outside?: { address: string; ports: number[] } | undefined;
  };
}

/** What the host has. */
export interface Host {
  cpus: number;
  /** What is short but does not stop the stack. */
  notices: string[];
}

async function viewOf(address: string | undefined): Promise<HostView> {
  await requireEngine(address);
  const { docker, local } = engineAt(address);
  const info = (await docker.info()) as {
    NCPU: number;
    MemTotal: number;
    DockerRootDir: string;
    SystemTime: string;
  };
  return {
    docker,
    local,
    cpus: info.NCPU,
    memory: info.MemTotal,
    dataRoot: info.DockerRootDir,
    clock: new Date(info.SystemTime),
  };
}

/**
 * Everything there is to say of the host, in order.
 * @throws pulumi.RunError when no usable engine answers
 */
export async function examineHost(needs: HostRequirements): Promise<Finding[]> {
  const host = await viewOf(needs.address);
  const findings: Finding[] = [];
  for (const check of [...hostChecks, ...storageChecks]) findings.push(...(await check(needs, host)));
  return findings;
}

/** Whether the engine has nothing of the stack yet. */
async function isNew({ stack }: HostRequirements, { docker }: HostView): Promise<boolean> {
  const filters = ofStack(stack);
  const [containers, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listVolumes({ filters }),
  ]);
  return containers.length + volumes.length === 0;
}

/**
 * Looks at the host before anything is created.
 *
 * @param wanted.images whether its images must be there, or to be had @default true
 * @throws pulumi.RunError with what will not do first, and its remedy
 */
export async function requireHost(needs: HostRequirements, { images = true } = {}): Promise<HostView & Host> {
  const host = await viewOf(needs.address);
  const notices: string[] = [];
  const starts =
    needs.lifecycle === "running" || (needs.lifecycle === "disposable" && (await isNew(needs, host)));
  // A stack that is stopped or removed needs an engine and nothing more.
  const checks = [...hostChecks, ...storageChecks].filter((check) => images || check !== imagesCheck);
  for (const check of starts ? checks : []) {
    for (const { state, what, remedy } of await check(needs, host)) {
      if (state === "refused") refuse(what, remedy ?? "");
      if (state === "short") notices.push(what);
    }
  }
  return { ...host, notices };
}

/** As `requireHost`, and shows what the workloads may use of the host's memory. */
export async function inspectHost(needs: HostRequirements): Promise<Host> {
  const { cpus, memory, notices } = await requireHost(needs);
  if (needs.lifecycle === "running") {
    const { budget, reserved } = needs.memory;
    const sums = memoryBudget(needs.footprints, { memory: budget, reserved, host: memory });
    await pulumi.log.info(`Memory limits on this host:\n${sums.table}`);
  }
  return { cpus, notices };
}
