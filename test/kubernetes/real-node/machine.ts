/**
 * A machine for kubelets on this one: namespaces of its own for mounts, network and processes, on this machine's programs.
 * However the process that started it ends, it ends too, with all that was started, mounted and connected in it. Root only.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheDirectory } from "../../../tools/pulumi/paths";
import { capture, isAlive, type Finished } from "../../../tools/pulumi/process";
import { cgroupsNamed, makeCgroup, removeCgroup } from "./cgroups";

/** Its networks: this machine is 1 in the first, it is 2, nodes come after; pods and services have the others. */
export const network = {
  all: "10.221.0.0/16",
  here: "10.221.0.1",
  machine: "10.221.0.2",
  node: (index: number) => `10.221.0.${index + 10}`,
  pods: "10.221.1.0/24",
  services: "10.221.16.0/20",
};

const device = "lakehouse-nodes";
const runs = () => join(cacheDirectory(), "nodes", "runs");

/** Milliseconds it may take to be there, and a program in it to answer. */
const patience = 60_000;

export class Machine {
  /** Beside what is kept of images, so that both are on one disk. */
  readonly directory = join(runs(), String(process.pid));
  readonly cgroup = `/${device}-${process.pid}`;
  private readonly started = new Map<string, ChildProcess>();
  private isConnected = false;

  private constructor(
    private readonly outer: ChildProcess,
    /** Its first process, as this machine counts. */
    private readonly pid: number,
  ) {}

  /** @param nodes how many of them have an address */
  static async start(nodes: number): Promise<Machine> {
    if (process.getuid?.() !== 0) throw new Error("A machine for kubelets can only be started by root.");
    removeLeftovers();
    const namespaces = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const first = ["unshare", ...namespaces, "bash", join(__dirname, "machine.sh")];
    const outer = spawn("setpriv", ["--pdeathsig", "KILL", "--", ...first], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [said] = (await Promise.race([once(outer.stdout, "data"), once(outer, "exit")])) as unknown[];
    if (String(said) !== "ready\n") throw new Error(`the machine does not start: ${String(said)}`);
    const pid = Number(readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, "utf8"));
    const machine = new Machine(outer, pid);
    try {
      mkdirSync(machine.directory, { recursive: true });
      await machine.connect(nodes);
      return machine;
    } catch (error) {
      await machine.stop();
      throw error;
    }
  }

  private async connect(nodes: number): Promise<void> {
    const there = [network.machine, ...Array.from({ length: nodes }, (_, index) => network.node(index))];
    const { code, stderr } = await capture("bash", [
      join(__dirname, "network.sh"),
      ...[String(this.pid), device, network.here, there.join(" "), network.all],
    ]);
    if (code !== 0) throw new Error(`the machine is not connected: ${stderr}`);
    this.isConnected = true;
  }

  private within(command: readonly string[]): string[] {
    return ["--target", String(this.pid), "--mount", "--net", "--pid", "--", ...command];
  }

  /** Runs a command in it to its end. */
  run(...command: string[]): Promise<Finished> {
    return capture("nsenter", this.within(command));
  }

  /** Starts a program in it, which writes to a log of that name. */
  spawn(name: string, ...command: string[]): void {
    const log = openSync(this.logOf(name), "w");
    // Who entered is outside, and would outlive it where it was stopped.
    const bound = ["--pdeathsig", "KILL", "--", "nsenter", ...this.within(command)];
    this.started.set(name, spawn("setpriv", bound, { stdio: ["ignore", log, log] }));
  }

  /** Tells a program to end, and waits for that. */
  async end(name: string): Promise<void> {
    const child = this.started.get(name)!;
    const ended = once(child, "exit");
    // It is a child of who entered, who has no way to pass a signal on.
    const [own] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").split(" ");
    process.kill(Number(own), "SIGTERM");
    await ended;
    this.started.delete(name);
  }

  /** Waits until something is so. @throws Error with the end of every program's log when one has ended, or it takes too long */
  async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + patience;
    while (!(await isSo())) {
      const ended = [...this.started].filter(([, { exitCode }]) => exitCode !== null).map(([name]) => name);
      if (ended.length > 0 || Date.now() > deadline)
        throw new Error(`${what}: ${ended.join(", ") || "nothing"} has ended\n${this.lastWords()}`);
      await sleep(200);
    }
  }

  makeCgroup(name: string): string {
    makeCgroup(join(this.cgroup, name));
    return join(this.cgroup, name);
  }

  private logOf = (name: string): string => join(this.directory, `${name}.log`);

  private lastWords(): string {
    return [...this.started.keys()]
      .map((name) => `${name}:\n${readFileSync(this.logOf(name), "utf8").split("\n").slice(-6).join("\n")}`)
      .join("\n");
  }

  async stop(): Promise<void> {
    for (const child of this.started.values()) child.kill("SIGKILL");
    if (this.outer.exitCode === null && this.outer.signalCode === null) {
      const ended = once(this.outer, "exit");
      process.kill(this.pid, "SIGTERM");
      await ended;
    }
    // It goes with its other end, which the kernel takes its time for. Another's is not ours to take.
    if (this.isConnected) await capture("ip", ["link", "delete", device]);
    removeRun(process.pid);
  }
}

function removeRun(pid: number): void {
  removeCgroup(`/${device}-${pid}`);
  rmSync(join(runs(), String(pid)), { recursive: true, force: true });
}

/** What is left of a run whose process was killed: the rest went with it. */
function removeLeftovers(): void {
  mkdirSync(runs(), { recursive: true });
  const known = [
    ...readdirSync(runs()),
    ...cgroupsNamed(`${device}-`).map((name) => name.slice(device.length + 1)),
  ];
  for (const pid of new Set(known.map(Number))) if (!isAlive(pid)) removeRun(pid);
}
