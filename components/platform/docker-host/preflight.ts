import * as pulumi from "@pulumi/pulumi";
import Docker from "dockerode";
import * as ipaddr from "ipaddr.js";
import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { imageReference, type ImageKey, type ImageMode } from "../images";
import type { Lifecycle } from "../platform";
import { quantity } from "../quantity";

/** What the host must offer before anything is created. */
export interface HostRequirements {
  /** Engine address. @default DOCKER_HOST, else the default socket */
  address?: string;
  stack: string;
  lifecycle: Lifecycle;
  images: ImageMode;
  requiredImages: ImageKey[];
  /** Memory limits of all workloads. */
  memory: string[];
  /** Free space the engine's data root needs. */
  minimumFreeDisk: string;
  /** Network the stack's subnets come from. */
  pool: string;
  publish: { address: string; ports: number[] };
}

/** What the host has. */
export interface Host {
  cpus: number;
  /** What is short but does not stop the stack. */
  notices: string[];
}

/** CPUs of the development topology (R24). */
const recommendedCpus = 4;
/** What the operating system and the engine need beside the workloads. */
const memoryReserve = quantity("1Gi");
/** Docker 20.10: the oldest engine this is tried on. */
const oldestApi = [1, 41] as const;

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
const refuse = (what: string, remedy: string): never => {
  throw new pulumi.RunError(`${what}\n  Remedy: ${remedy}\nNothing was created or changed.`);
};

/** Client of the engine at an address as DOCKER_HOST writes it. */
export function engineAt(address: string | undefined): { docker: Docker; shown: string; local: boolean } {
  const shown = address ?? process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock";
  const local = shown.startsWith("unix://");
  if (local) return { docker: new Docker({ socketPath: shown.slice("unix://".length) }), shown, local };
  const { protocol, hostname, port, username } = new URL(shown);
  const common = { host: hostname, port: port || undefined, username: username || undefined };
  return { docker: new Docker({ ...common, protocol: protocol === "ssh:" ? "ssh" : "http" }), shown, local };
}

/**
 * Whether an engine that can be used answers.
 * @throws pulumi.RunError with the remedy
 */
export async function requireEngine(address: string | undefined): Promise<void> {
  const { docker, shown } = engineAt(address);
  checkVersion(await reach(docker, shown));
}

async function reach(docker: Docker, shown: string): Promise<Docker.DockerVersion> {
  try {
    return await docker.version();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") {
      return refuse(
        `This user may not use the Docker Engine at ${shown}.`,
        "add the user to the group 'docker' ('sudo usermod -aG docker $USER', then log in again), or set DOCKER_HOST to an engine of your own.",
      );
    }
    return refuse(
      `No Docker Engine answers at ${shown} (${code ?? message}).`,
      "start it ('sudo systemctl start docker'), or set DOCKER_HOST or lakehouse:docker.host to the engine you mean.",
    );
  }
}

function checkVersion(version: Docker.DockerVersion): void {
  const [major = 0, minor = 0] = version.ApiVersion.split(".").map(Number);
  if (major < oldestApi[0] || (major === oldestApi[0] && minor < oldestApi[1])) {
    refuse(
      `The Docker Engine is version ${version.Version} (API ${version.ApiVersion}); at least 20.10 (API ${oldestApi.join(".")}) is needed.`,
      "upgrade Docker Engine.",
    );
  }
}

function checkMemory(needed: string[], total: number): void {
  const sum = needed.reduce((bytes, each) => bytes + quantity(each), memoryReserve);
  if (sum > total) {
    refuse(
      `The host has ${gibibytes(total)} of memory, but the workloads' limits and the engine need ${gibibytes(sum)}.`,
      "lower lakehouse:objectStore.memory or lakehouse:postgresql.memory, or use a larger host.",
    );
  }
}

async function checkDisk(root: string, least: string): Promise<void> {
  // The data root of an engine in a virtual machine is not a directory of this host.
  if (!existsSync(root)) return;
  const { bavail, bsize } = await statfs(root);
  if (bavail * bsize < quantity(least)) {
    refuse(
      `Docker's data root ${root} has ${gibibytes(bavail * bsize)} free; ${gibibytes(quantity(least))} is needed.`,
      "free space ('docker system df' shows what holds it), or lower lakehouse:docker.minimumFreeDisk.",
    );
  }
}

async function checkPort(docker: Docker, stack: string, address: string, port: number): Promise<void> {
  const containers = await docker.listContainers();
  const holder = containers.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
  if (holder?.Labels["lakehouse.stack"] === stack) return;
  const code = await new Promise<string | undefined>((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
  if (code === undefined) return;
  const by = holder ? `container '${holder.Names[0]?.slice(1)}'` : "another process";
  const why =
    code === "EADDRINUSE"
      ? `is taken by ${by}`
      : code === "EADDRNOTAVAIL"
        ? "is not an address of this host"
        : `fails (${code})`;
  refuse(
    `Port ${port} on ${address} ${why}.`,
    "stop what uses it, or configure lakehouse:publish with another address or port.",
  );
}

async function checkPool(docker: Docker, stack: string, pool: string): Promise<void> {
  const range = ipaddr.IPv4.parseCIDR(pool);
  for (const network of await docker.listNetworks()) {
    if (network.Labels?.["lakehouse.stack"] === stack) continue;
    for (const { Subnet } of network.IPAM?.Config ?? []) {
      if (!Subnet || !ipaddr.IPv4.isValidCIDR(Subnet)) continue;
      const other = ipaddr.IPv4.parseCIDR(Subnet);
      if (range[0].match(other) || other[0].match(range)) {
        refuse(
          `lakehouse:network.pool ${pool} overlaps ${Subnet} of the Docker network '${network.Name}'.`,
          "configure lakehouse:network.pool with a private network nothing else uses.",
        );
      }
    }
  }
}

async function checkLocalImages(docker: Docker, keys: ImageKey[]): Promise<void> {
  const missing: string[] = [];
  for (const key of keys) {
    const reference = imageReference(key, "local");
    const found = await docker
      .getImage(reference)
      .inspect()
      .then(() => true)
      .catch((error: { statusCode?: number }) => {
        if (error.statusCode === 404) return false;
        throw error;
      });
    if (!found) missing.push(reference);
  }
  if (missing.length > 0) {
    refuse(
      `lakehouse:images is 'local', and these images are not on the engine: ${missing.join(", ")}.`,
      "build them with 'make images'.",
    );
  }
}

/**
 * Looks at the host before anything is created.
 * @throws pulumi.RunError with what is missing and its remedy
 */
export async function inspectHost(needs: HostRequirements): Promise<Host> {
  const { docker, shown, local } = engineAt(needs.address);
  checkVersion(await reach(docker, shown));
  const info = (await docker.info()) as { NCPU: number; MemTotal: number; DockerRootDir: string };
  const notices: string[] = [];
  if (info.NCPU < recommendedCpus) {
    notices.push(
      `The host has ${info.NCPU} CPUs; the development topology is made for ${recommendedCpus}: expect it to be slow.`,
    );
  }
  if (needs.lifecycle === "running") {
    checkMemory(needs.memory, info.MemTotal);
    if (local) await checkDisk(info.DockerRootDir, needs.minimumFreeDisk);
    await checkPool(docker, needs.stack, needs.pool);
    if (local)
      for (const port of needs.publish.ports)
        await checkPort(docker, needs.stack, needs.publish.address, port);
    if (needs.images === "local") await checkLocalImages(docker, needs.requiredImages);
  }
  return { cpus: info.NCPU, notices };
}
