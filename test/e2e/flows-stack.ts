import Docker from "dockerode";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { openSession, readOutputs } from "../../tools/operate";
import { ROOT } from "../../tools/pulumi/paths";
import { prefix, type JobEnd, type Name, type TopologyName } from "./fixtures/flows/topology";
import { freePorts } from "./support/free-port";
import { containerIds, removeStackObjects, stackObjects, type StackObjects } from "./support/stack-objects";

const project = join(__dirname, "fixtures", "flows");

/** What the fixture's program is told. */
export interface Settings {
  topology?: TopologyName;
  /** What a workload answers. */
  greetings?: Partial<Record<Name, string>>;
  /** How a job ends on which another depends. @default there are no jobs */
  job?: JobEnd;
}

/** What an update printed and how it ended. */
export interface Result {
  code: number;
  output: string;
}

/** The fixture's stack on the tests' engine, with state of its own. */
export class FlowsStack {
  readonly docker = new Docker({ socketPath: process.env.DOCKER_HOST!.replace("unix://", "") });
  private readonly home = mkdtempSync(join(tmpdir(), "lakehouse-flows-"));
  private volumesBefore = new Set<string>();

  private constructor(readonly hostPorts: readonly number[]) {}

  static async create(): Promise<FlowsStack> {
    const stack = new FlowsStack(Object.values(await freePorts("first", "second", "third")));
    await removeStackObjects(stack.docker, prefix);
    stack.volumesBefore = new Set(await stack.volumes());
    return stack;
  }

  /** Brings the stack to what the settings ask for, as `make up` would. */
  up(settings: Settings): Promise<Result> {
    const { topology = "sound", greetings = {}, job } = settings;
    const config = {
      "lakehouse-flows:topology": topology,
      "lakehouse-flows:hostPorts": this.hostPorts,
      "lakehouse-flows:greetings": greetings,
      ...(job ? { "lakehouse-flows:job": job } : {}),
    };
    writeFileSync(this.configFile, stringify({ config }));
    return this.run("up");
  }

  destroy(): Promise<Result> {
    return this.run("destroy");
  }

  private get configFile(): string {
    return join(this.home, "overrides.yaml");
  }

  private get environment(): NodeJS.ProcessEnv {
    return { ...process.env, LAKEHOUSE_HOME: this.home, LAKEHOUSE_CONFIG: this.configFile };
  }

  /** In a process of its own, so that what is printed can be read. */
  private run(operation: "up" | "destroy"): Promise<Result> {
    const preload = join(ROOT, "tools/pulumi/load-on-demand.cjs");
    const args = ["--require", preload, "--import", "tsx", join(project, "run.ts"), operation];
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, args, {
        cwd: ROOT,
        env: this.environment,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      const collect = (chunk: Buffer) => (output += chunk.toString());
      child.stdout.on("data", collect);
      child.stderr.on("data", collect);
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? -1, output }));
    });
  }

  /** PEM of the authority that signs the workloads' certificates; it stays the same from one update to the next. */
  trustBundle(): Promise<string> {
    return (this.authority ??= this.readTrustBundle());
  }

  private authority: Promise<string> | undefined;

  private async readTrustBundle(): Promise<string> {
    const session = await openSession("dev", { project, env: this.environment, providers: false });
    return (await readOutputs(session)).trustBundle!;
  }

  objects(): Promise<StackObjects> {
    return stackObjects(this.docker, prefix);
  }

  /** Identifiers of the stack's containers by name, without the stack's. */
  async containerIds(): Promise<Record<string, string>> {
    const ids = await containerIds(this.docker, prefix);
    return Object.fromEntries(Object.entries(ids).map(([name, id]) => [name.replace(`${prefix}-`, ""), id]));
  }

  /** What the engine says of one of the stack's containers. */
  inspect(container: string): Promise<Docker.ContainerInspectInfo> {
    return this.docker.getContainer(`${prefix}-${container}`).inspect();
  }

  private async volumes(): Promise<string[]> {
    return (await this.docker.listVolumes()).Volumes.map(({ Name }) => Name);
  }

  /** Volumes, with a name or without, that were not there before this stack. */
  async newVolumes(): Promise<string[]> {
    return (await this.volumes()).filter((name) => !this.volumesBefore.has(name));
  }

  /** Whether the engine's state still holds the stack. */
  hasState(): boolean {
    return existsSync(join(this.home, "backend", ".pulumi", "stacks", "lakehouse-flows", "dev.json"));
  }

  /** Takes everything of this stack off the engine and off the disk, whatever state it is in. */
  async remove(): Promise<void> {
    await removeStackObjects(this.docker, prefix);
    rmSync(this.home, { recursive: true, force: true });
  }
}
