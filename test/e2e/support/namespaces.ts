import type Docker from "dockerode";
import { spawn } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { parseListeners, type Listener } from "./listeners";

/** An address of a workload on one network. */
export interface Address {
  ip: string;
  /** What the network's label `lakehouse.flow` says it is for. */
  flow: string | undefined;
  /** Workload whose gateway the network is for, by its label `lakehouse.gateway`. */
  gateway: string | undefined;
}

/** What a process behind a gateway is called; the workload's own name is the gateway's, which all others meet. */
export const behind = (workload: string): string => `${workload} behind its gateway`;

/** A network namespace and what lives in it; several containers may share one. */
export interface Namespace {
  workload: string;
  /** A process in it, as the host counts. */
  pid: number;
  addresses: Address[];
  listeners: Listener[];
  /** Ports published on the host. */
  published: { address: string; port: number; internal: number }[];
}

/** Everything of a stack that can send or receive. */
export interface StackNetworks {
  namespaces: Namespace[];
  /** Addresses of the host on the stack's networks. */
  gateways: string[];
}

const labelled = (stack: string) => ({ filters: { label: [`lakehouse.stack=${stack}`] } });

function namespaceOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch (error) {
    throw new Error(
      `The network namespace of process ${pid} cannot be read (${(error as NodeJS.ErrnoException).code}): the engine ` +
        "must run on this machine, and the flows must be tried as root.",
    );
  }
}

const listenersOf = (pid: number): Listener[] =>
  ["tcp", "tcp6"].flatMap((file) => parseListeners(readFileSync(`/proc/${pid}/net/${file}`, "utf8")));

/** Finds a stack's network namespaces, and in each its addresses and listening ports. */
export async function stackNetworks(docker: Docker, stack: string): Promise<StackNetworks> {
  const networks = await docker.listNetworks(labelled(stack));
  const labelsOf = new Map(networks.map(({ Name, Labels }) => [Name, Labels]));
  const running = await docker.listContainers(labelled(stack));
  const found = new Map<string, Namespace>();
  for (const { Id } of running) {
    const { State, Config, NetworkSettings } = await docker.getContainer(Id).inspect();
    const key = namespaceOf(State.Pid);
    const workload = Config.Labels["lakehouse.workload"] ?? Id.slice(0, 12);
    const joined = Object.keys(NetworkSettings.Networks);
    const isBehind =
      Config.Labels["lakehouse.part"] === undefined &&
      joined.some((name) => labelsOf.get(name)?.["lakehouse.gateway"] === workload);
    const namespace = found.get(key) ?? {
      workload: isBehind ? behind(workload) : workload,
      pid: State.Pid,
      addresses: [],
      listeners: listenersOf(State.Pid),
      published: [],
    };
    found.set(key, namespace);
    for (const [name, { IPAddress }] of Object.entries(NetworkSettings.Networks)) {
      const { "lakehouse.flow": flow, "lakehouse.gateway": gateway } = labelsOf.get(name) ?? {};
      if (IPAddress) namespace.addresses.push({ ip: IPAddress, flow, gateway });
    }
    for (const [internal, hosts] of Object.entries(NetworkSettings.Ports ?? {})) {
      for (const { HostIp, HostPort } of (hosts as { HostIp: string; HostPort: string }[] | null) ?? [])
        namespace.published.push({
          address: HostIp,
          port: Number(HostPort),
          internal: Number.parseInt(internal, 10),
        });
    }
  }
  const gateways = networks.flatMap(({ IPAM }) => (IPAM?.Config ?? []).map(({ Gateway }) => Gateway ?? ""));
  return { namespaces: [...found.values()], gateways: gateways.filter((gateway) => gateway !== "") };
}

/** What an attempt to open a TCP connection gave: `open`, or the reason it did not. */
export type Connection = "open" | "timeout" | (string & {});

/** Milliseconds after which an unanswered attempt counts as closed: networks of one machine answer in one or two. */
const patience = 1_500;

/** Runs with this machine's own Node.js, so that nothing is asked of the images. */
const program = `
const { connect } = require("node:net");
Promise.all(input.map(({ address, port }) => new Promise((done) => {
  const socket = connect({ host: address, port });
  const end = (result) => { socket.destroy(); done(result); };
  socket.setTimeout(${patience}, () => end("timeout"));
  socket.once("connect", () => end("open"));
  socket.once("error", (error) => end(error.code));
}))).then(output);
`;

/** Tries TCP connections from a process's network namespace; from this process's own when none is given. */
export const connectFrom = (
  pid: number | undefined,
  targets: readonly { address: string; port: number }[],
): Promise<Connection[]> => runFrom(pid, program, targets);

/**
 * Runs a JavaScript program in a process's network namespace; in this process's own when none is given.
 * @param program reads `input` and calls `output` once
 */
export function runFrom<Result>(pid: number | undefined, program: string, input: unknown): Promise<Result> {
  const enter = pid === undefined ? [] : ["nsenter", "--target", String(pid), "--net", "--"];
  const frame = `
const input = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const output = (result) => process.stdout.write(JSON.stringify(result));
${program}`;
  const [command, ...args] = [...enter, process.execPath, "-e", frame];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: {} });
    let output = "";
    let complaint = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(output) as Result);
      else reject(new Error(`${enter.join(" ") || "node"} ended with ${code}: ${complaint.trim()}`));
    });
    child.stdin.end(JSON.stringify(input));
  });
}
