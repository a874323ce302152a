/** What a host is looked at for before anything is created. Each check says what it saw, and the remedy where that will not do. */
import type Docker from "dockerode";
import * as ipaddr from "ipaddr.js";
import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { imagesOf } from "../footprint";
import { imageReference } from "../images";
import { quantity } from "../quantity";
import { memoryBudget } from "./budget";
import type { HostRequirements } from "./preflight";
import { ofStack } from "./stack-label";

/** What one check saw. */
export interface Finding {
  /** What was looked at, in a word or two. */
  subject: string;
  /** `short` is said and does not stop the stack. */
  state: "ok" | "short" | "refused";
  what: string;
  /** Given unless the state is `ok`. */
  remedy?: string;
}

/** An engine that answers, and what it says of its host. */
export interface HostView {
  docker: Docker;
  /** Whether the engine's host is this machine, whose files and ports can be looked at. */
  local: boolean;
  cpus: number;
  /** Bytes. */
  memory: number;
  dataRoot: string;
  /** The time there, by its own clock. */
  clock: Date;
}

export type Check = (needs: HostRequirements, host: HostView) => Finding[] | Promise<Finding[]>;

/** CPUs of the development topology (R24). */
const recommendedCpus = 4;

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

const cpus: Check = (_, host) => [
  host.cpus < recommendedCpus
    ? {
        subject: "CPUs",
        state: "short",
        what: `The host has ${host.cpus} CPUs; the development topology is made for ${recommendedCpus}: expect it to be slow.`,
        remedy: "limits above what the host has are clipped; use a larger host for more.",
      }
    : { subject: "CPUs", state: "ok", what: `${host.cpus}` },
];

const memory: Check = ({ footprints, memory: { budget, reserved } }, host) => {
  const sums = memoryBudget(footprints, { memory: budget, reserved, host: host.memory });
  const limits = `limits of ${gibibytes(sums.needed)}, ${gibibytes(sums.available)} to be had`;
  if (sums.needed <= sums.available) return [{ subject: "memory", state: "ok", what: limits }];
  const least = quantity(budget) <= host.memory ? `lakehouse:docker.memory is ${budget}` : "";
  return [
    {
      subject: "memory",
      state: "refused",
      what:
        `The host has ${gibibytes(host.memory)} of memory${least ? ` (${least})` : ""}, ${reserved} of it for the system and the engine, ` +
        `but the workloads' limits need ${gibibytes(sums.needed)}:\n\n${sums.table}\n`,
      remedy:
        "lower the largest of these limits (docs/configuration.md has a key for each, such as lakehouse:dremio.memory), leave " +
        " a profile out of lakehouse:profiles, or raise lakehouse:docker.memory on a host that has more.",
    },
  ];
};

/** Milliseconds by which the clocks of this machine and the engine's may differ. */
const clockTolerance = 5 * 60_000;

/** Certificates are made by this machine's clock and judged by the engine's. */
const clock: Check = (_, host) => {
  const apart = host.clock.getTime() - Date.now();
  const minutes = Math.round(Math.abs(apart) / 60_000);
  if (Math.abs(apart) <= clockTolerance) return [{ subject: "clocks", state: "ok", what: "agree" }];
  return [
    {
      subject: "clocks",
      state: "refused",
      what: `The Docker Engine's clock says ${host.clock.toISOString()}, ${minutes} minutes ${apart < 0 ? "behind" : "ahead of"} this machine's: certificates made here would not be valid there.`,
      remedy: "set the clock that is wrong ('sudo timedatectl set-ntp true' on its machine).",
    },
  ];
};

const disk: Check = async ({ minimumFreeDisk }, { local, dataRoot }) => {
  // The data root of an engine in a virtual machine is not a directory of this host.
  if (!local || !existsSync(dataRoot)) return [];
  const { bavail, bsize } = await statfs(dataRoot);
  const what = `Docker's data root ${dataRoot} has ${gibibytes(bavail * bsize)} free`;
  if (bavail * bsize >= quantity(minimumFreeDisk)) return [{ subject: "disk", state: "ok", what }];
  return [
    {
      subject: "disk",
      state: "refused",
      what: `${what}; ${gibibytes(quantity(minimumFreeDisk))} is needed.`,
      remedy:
        "free space ('docker system df' shows what holds it), or lower lakehouse:docker.minimumFreeDisk.",
    },
  ];
};

const pool: Check = async ({ pool: wanted, stack }, { docker }) => {
  const range = ipaddr.IPv4.parseCIDR(wanted);
  for (const network of await docker.listNetworks()) {
    if (network.Labels?.["lakehouse.stack"] === stack) continue;
    for (const { Subnet } of network.IPAM?.Config ?? []) {
      if (!Subnet || !ipaddr.IPv4.isValidCIDR(Subnet)) continue;
      const other = ipaddr.IPv4.parseCIDR(Subnet);
      if (range[0].match(other) || other[0].match(range)) {
        return [
          {
            subject: "networks",
            state: "refused",
            what: `lakehouse:network.pool ${wanted} overlaps ${Subnet} of the Docker network '${network.Name}'.`,
            remedy: "configure lakehouse:network.pool with a private network nothing else uses.",
          },
        ];
      }
    }
  }
  return [{ subject: "networks", state: "ok", what: `${wanted} is free` }];
};

/** Why a port cannot be listened on, or undefined. */
const listenError = (address: string, port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });

/**
 * Ports that containers of a stack are made to publish, whether they run or not: an engine that has just been started
 * takes the ports of the containers it restarts before it calls them running.
 */
async function portsOf(stack: string, docker: Docker): Promise<Set<number>> {
  const containers = await docker.listContainers({ all: true, filters: ofStack(stack) });
  const inspected = await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).inspect()));
  const bindings = inspected.flatMap(({ HostConfig }) =>
    Object.values((HostConfig.PortBindings ?? {}) as Record<string, { HostPort?: string }[] | null>),
  );
  return new Set(bindings.flatMap((each) => (each ?? []).map(({ HostPort }) => Number(HostPort))));
}

const ports: Check = async ({ publish, stack }, { docker, local }) => {
  if (!local) return [];
  const containers = await docker.listContainers();
  const own = await portsOf(stack, docker);
  const look = async (address: string, port: number): Promise<Finding> => {
    const subject = `port ${port}`;
    const holder = containers.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
    if (holder ? holder.Labels["lakehouse.stack"] === stack : own.has(port))
      return { subject, state: "ok", what: `${address}: this stack's` };
    const code = await listenError(address, port);
    if (code === undefined) return { subject, state: "ok", what: `${address}: free` };
    const by = holder ? `container '${holder.Names[0]?.slice(1)}'` : "another process";
    const why =
      code === "EADDRINUSE"
        ? `is taken by ${by}`
        : code === "EADDRNOTAVAIL"
          ? "is not an address of this host"
          : `fails (${code})`;
    return {
      subject,
      state: "refused",
      what: `Port ${port} on ${address} ${why}.`,
      remedy:
        code === "EADDRNOTAVAIL"
          ? `set lakehouse:publish.${address === publish.address ? "address" : "outside"} to one of its addresses ('ip address' lists them).`
          : "stop what uses it, or configure lakehouse:publish with another address or port. An engine that was killed " +
            "while a container started may hold the ports of one that is gone: restart the engine.",
    };
  };
  const { outside = { address: "", ports: [] } } = publish;
  return Promise.all(
    [publish, outside].flatMap(({ address, ports: each }) => each.map((port) => look(address, port))),
  );
};

/** The references among these that the engine does not have. */
async function missingImages(references: readonly string[], docker: Docker): Promise<string[]> {
  const missing: string[] = [];
  for (const reference of references) {
    await docker
      .getImage(reference)
      .inspect()
      .catch((error: { statusCode?: number }) => {
        if (error.statusCode !== 404) throw error;
        missing.push(reference);
      });
  }
  return missing;
}

/** Why the engine cannot have an image from its registry; undefined where it can. Nothing is pulled. */
const pullError = (reference: string, docker: Docker): Promise<string | undefined> =>
  docker
    .getImage(reference)
    .distribution()
    .then(
      () => undefined,
      (error: { json?: { message?: string }; message: string }) => error.json?.message ?? error.message,
    );

/** What cannot be had is found out before volumes and networks are made for it. */
export const imagesCheck: Check = async ({ images: mode, footprints }, { docker }) => {
  const subject = "images";
  const references = imagesOf(footprints).map((key) => imageReference(key, mode));
  const missing = await missingImages(references, docker);
  if (mode === "local") {
    if (missing.length === 0) return [{ subject, state: "ok", what: "local, all on the engine" }];
    return [
      {
        subject,
        state: "refused",
        what: `lakehouse:images is 'local', and these images are not on the engine: ${missing.join(", ")}.`,
        remedy: "build them with 'make images'.",
      },
    ];
  }
  const reasons = await Promise.all(missing.map((reference) => pullError(reference, docker)));
  const failed = missing.filter((_, index) => reasons[index] !== undefined);
  if (failed.length === 0)
    return [{ subject, state: "ok", what: `${missing.length} of ${references.length} will be pulled` }];
  return [
    {
      subject,
      state: "refused",
      what: `The engine has no ${failed.join(", ")}, and cannot pull: ${reasons.find(Boolean)}.`,
      remedy:
        "let the engine's host reach the registry ('docker pull' shows why it does not), or use images built from " +
        "packages: make up IMAGES=local.",
    },
  ];
};

/** In the order in which an operator would mend what they find. */
export const hostChecks: readonly Check[] = [clock, cpus, memory, disk, pool, ports, imagesCheck];
