/**
 * A Docker Engine for tests alone. Its data root lies in the cache, so that images need not be loaded anew; what a
 * killed run left behind (the engine itself, containers, networks, volumes) is taken over and removed.
 */
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { cacheDirectory } from "../../tools/pulumi/paths";
import { capture, findOnPath } from "../../tools/pulumi/process";
import { OperatorError } from "../../tools/pulumi/report";
import { installDebianPackages } from "../images/requirements";
import { client, probeEngine } from "./probe";

/** Addresses of the engine's own bridge and of networks without an explicit subnet; stacks and tests use others. */
const bridgeAddress = "10.213.0.1/24";
const addressPool = "base=10.213.128.0/17,size=24";

/** Seconds the engine has to answer after its start, and to end after it was told to. */
const startSeconds = 60;
const stopSeconds = 30;

/** The engine under a directory of the cache; there is at most one of them at a time. */
export class OwnEngine {
  readonly dataRoot: string;
  readonly host: string;
  private readonly run: string;
  private readonly pidFile: string;
  private readonly ownerFile: string;
  private readonly logFile: string;
  private owned = false;

  constructor(directory: string = path.join(cacheDirectory(), "docker-engine")) {
    this.dataRoot = path.join(directory, "data");
    this.run = path.join(directory, "run");
    this.host = `unix://${path.join(this.run, "docker.sock")}`;
    this.pidFile = path.join(this.run, "docker.pid");
    this.ownerFile = path.join(this.run, "owner.pid");
    this.logFile = path.join(this.run, "dockerd.log");
  }

  /** Makes sure that `dockerd` and `docker` are installed. */
  async install(): Promise<void> {
    const reason = "The tests start a Docker Engine of their own where there is none";
    if (findOnPath("dockerd") === undefined) {
      await installDebianPackages(["docker.io"], reason);
    }
    if (findOnPath("docker") === undefined) {
      await installDebianPackages(["docker-cli"], reason);
    }
  }

  /** Starts the engine, or uses the one that runs; gives its version once it answers. */
  async start(): Promise<string> {
    await mkdir(this.run, { recursive: true, mode: 0o700 });
    const running = this.runningPid();
    if (running !== undefined && this.hasLivingOwner()) {
      return this.untilItAnswers(running);
    }
    writeFileSync(this.ownerFile, `${process.pid} ${startOf(process.pid)}`);
    this.owned = true;
    const version = await this.untilItAnswers(running ?? this.spawn());
    await this.removeLeftovers();
    return version;
  }

  /** Stops the engine, unless another living process started it. */
  async stop(): Promise<void> {
    const pid = this.runningPid();
    if (!this.owned || pid === undefined) {
      return;
    }
    await this.removeLeftovers();
    process.kill(pid, "SIGTERM");
    if (!(await endsWithin(pid, stopSeconds))) {
      process.kill(pid, "SIGKILL");
      await endsWithin(pid, stopSeconds);
    }
    // An engine that was killed leaves its data root mounted on itself, and the next one does not undo it.
    if (readFileSync("/proc/self/mounts", "utf8").includes(` ${this.dataRoot} `)) {
      await capture("umount", [this.dataRoot]);
    }
    this.owned = false;
  }

  private spawn(): number {
    this.removeStalePidFiles();
    const log = openSync(this.logFile, "w", 0o600);
    const daemon = spawn(
      "dockerd",
      [
        `--data-root=${this.dataRoot}`,
        `--exec-root=${path.join(this.run, "exec")}`,
        `--pidfile=${this.pidFile}`,
        `--host=${this.host}`,
        "--group=root",
        `--bip=${bridgeAddress}`,
        `--default-address-pool=${addressPool}`,
        "--log-level=warn",
      ],
      { detached: true, stdio: ["ignore", log, log] },
    );
    closeSync(log);
    daemon.unref();
    if (daemon.pid === undefined) {
      throw new OperatorError("dockerd could not be started: it is not on PATH.");
    }
    return daemon.pid;
  }

  /** A killed engine leaves pid files, which the next takes for a running one while the process is not reaped. */
  private removeStalePidFiles(): void {
    for (const file of [this.pidFile, path.join(this.run, "exec/containerd/containerd.pid")]) {
      const pid = readPid(file);
      if (pid !== undefined && startOf(pid) === undefined) {
        rmSync(file);
      }
    }
  }

  private async untilItAnswers(pid: number): Promise<string> {
    const deadline = Date.now() + startSeconds * 1000;
    let reason = "it ended at once";
    while (Date.now() < deadline && isDockerd(pid)) {
      const probe = await probeEngine(this.host);
      if (probe.usable) {
        return probe.version;
      }
      reason = probe.reason;
      await sleep(100);
    }
    const log = existsSync(this.logFile)
      ? readFileSync(this.logFile, "utf8").trimEnd().split("\n").slice(-8)
      : [];
    throw new OperatorError(
      `The tests' own Docker Engine (process ${pid}) does not answer at ${this.host}: ${reason}. ` +
        `The end of ${this.logFile}:\n${log.join("\n")}`,
    );
  }

  /** The engine's process, where the pid file names one that is still an engine. */
  private runningPid(): number | undefined {
    const pid = readPid(this.pidFile);
    return pid !== undefined && isDockerd(pid) ? pid : undefined;
  }

  /** Whether another process that started the engine still runs. */
  private hasLivingOwner(): boolean {
    if (!existsSync(this.ownerFile)) {
      return false;
    }
    const [pid, start] = readFileSync(this.ownerFile, "utf8").split(" ");
    return Number(pid) !== process.pid && start !== undefined && startOf(Number(pid)) === start;
  }

  /** Everything but images goes: nobody else uses this engine. */
  private async removeLeftovers(): Promise<void> {
    const docker = client(this.host);
    for (const { Id } of await docker.listContainers({ all: true })) {
      await docker.getContainer(Id).remove({ force: true, v: true });
    }
    await docker.pruneNetworks();
    for (const { Name } of (await docker.listVolumes()).Volumes) {
      await docker.getVolume(Name).remove();
    }
  }
}

function readPid(file: string): number | undefined {
  return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) || undefined : undefined;
}

/**
 * When a process started, in clock ticks since boot: with its pid, what tells it from every other process.
 * Undefined where it has ended, be it that its parent has not taken note yet.
 */
function startOf(pid: number): string | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, "utf8");
    // After the name, which may hold spaces: the state is the first field, the start the twentieth.
    const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Whether a process is an engine; a pid may have been given to another program since. */
function isDockerd(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0]?.endsWith("dockerd") ?? false;
  } catch {
    return false;
  }
}

async function endsWithin(pid: number, seconds: number): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000;
  while (isDockerd(pid)) {
    if (Date.now() > deadline) {
      return false;
    }
    await sleep(100);
  }
  return true;
}
