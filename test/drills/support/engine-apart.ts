import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { capture } from "../../../tools/pulumi/process";
import { probeEngine } from "../../docker/probe";
import type { Place } from "../../e2e/stack";

/** What others may write on a disk while it is being filled, in bytes. */
const slack = 256 * 2 ** 20;
/** Seconds an engine has to answer after its start. */
const startSeconds = 60;

async function run(program: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await capture(program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr || stdout}`);
  return stdout;
}

/**
 * A Docker Engine to be broken: in a network namespace of its own, where it disturbs no other engine's firewall rules
 * and addresses, with its data on a small disk of its own. Root only.
 */
export class EngineApart implements Place {
  readonly host: string;
  readonly within: readonly string[];
  /** Where its disk is mounted. */
  readonly disk: string;
  private daemon: ChildProcess | undefined;

  private constructor(
    private readonly name: string,
    private readonly directory: string,
  ) {
    this.host = `unix://${join(directory, "docker.sock")}`;
    this.within = ["nsenter", `--net=/run/netns/${name}`];
    this.disk = join(directory, "disk");
  }

  /** @param size of its disk, in bytes; the file that holds it is sparse */
  static async create(size: number): Promise<EngineApart> {
    const apart = new EngineApart(
      `lakehouse-${process.pid}`,
      mkdtempSync(join(tmpdir(), "lakehouse-engine-")),
    );
    const image = join(apart.directory, "disk.img");
    writeFileSync(image, "");
    truncateSync(image, size);
    mkdirSync(apart.disk);
    await run("mkfs.ext4", "-q", "-m", "0", image);
    await run("mount", "-o", "loop", image, apart.disk);
    await run("ip", "netns", "add", apart.name);
    await run(...apart.inside("ip", "link", "set", "lo", "up"));
    return apart;
  }

  private inside(...command: string[]): [string, ...string[]] {
    return [...this.within, ...command] as [string, ...string[]];
  }

  /** Starts the engine and waits until it answers. */
  async start(): Promise<void> {
    for (const stale of ["docker.pid", "exec/containerd/containerd.pid"])
      rmSync(join(this.directory, stale), { force: true });
    const log = openSync(join(this.directory, "dockerd.log"), "a");
    const [program, ...args] = this.inside(
      "dockerd",
      `--data-root=${join(this.disk, "data")}`,
      `--exec-root=${join(this.directory, "exec")}`,
      `--pidfile=${join(this.directory, "docker.pid")}`,
      `--host=${this.host}`,
      "--group=root",
      "--bip=10.213.0.1/24",
      "--default-address-pool=base=10.213.128.0/17,size=24",
      "--log-level=warn",
    );
    this.daemon = spawn(program, args, { stdio: ["ignore", log, log] });
    closeSync(log);
    const deadline = Date.now() + startSeconds * 1000;
    while (!(await probeEngine(this.host)).usable) {
      if (this.daemon.exitCode !== null || Date.now() > deadline) {
        throw new Error(readFileSync(join(this.directory, "dockerd.log"), "utf8").slice(-2000));
      }
      await sleep(100);
    }
  }

  /** Ends the engine's daemon. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const { daemon } = this;
    if (!daemon || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const ended = once(daemon, "exit");
    daemon.kill(signal);
    await ended;
  }

  /** Leaves no room on the engine's disk, which others write on at the same time; gives it back when called. */
  async fillDisk(): Promise<() => void> {
    const [most, rest] = [join(this.disk, "ballast"), join(this.disk, "ballast-rest")];
    const free = Number((await run("df", "--output=avail", "--block-size=1", this.disk)).split("\n")[1]);
    await run("fallocate", "--length", String(Math.max(free - slack, 1)), most);
    // Writes until there is no room, which is how it ends.
    const { code, stderr } = await capture("dd", ["if=/dev/zero", `of=${rest}`, "bs=64K"]);
    if (code === 0 || !stderr.includes("No space left")) throw new Error(`dd: ${stderr}`);
    return () => {
      for (const file of [most, rest]) rmSync(file, { force: true });
    };
  }

  /** Takes everything away. Containers must be gone. */
  async remove(): Promise<void> {
    await this.end("SIGTERM");
    await capture("umount", ["--recursive", this.disk]);
    await capture("ip", ["netns", "delete", this.name]);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
