import Docker from "dockerode";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { openSession, readOutputs, type StackOutputs } from "../../tools/operate";
import { directoryOf, imageOf } from "../../tools/volume/layout";
import { closeVolume } from "../../tools/volume/remove";
import { freePorts } from "./support/free-port";
import { containerIds, removeStackObjects, stackObjects, type StackObjects } from "./support/stack-objects";
import type { Text } from "./support/secrets-probe";
import { capture } from "../../tools/pulumi/process";

const root = join(__dirname, "..", "..");

/** What a command printed and how it ended. */
export interface Result {
  code: number;
  output: string;
}

/** Where a stack is, and how commands get there. */
export interface Place {
  /** For DOCKER_HOST. */
  host: string;
  /** A program and its arguments, before every command: to enter a network namespace. */
  within: readonly string[];
}

/** A command under way. */
export interface Running {
  pid: number;
  /** What it has printed so far. */
  output: () => string;
  finished: Promise<Result>;
}

export interface TestStackOptions {
  /** What runs beside the core. @default everything there is */
  profiles?: readonly string[];
}

/** Sparse, so it takes what is written; the search store stops writing where less than 3 GiB are free. */
const volumeSize = "4Gi";

/** A dev stack of the tests' own, driven by the operator's commands in a state directory of its own. */
export class TestStack {
  readonly docker: Docker;
  /** Everything any command has printed so far. */
  log = "";
  /** The tree whose commands are run. */
  program = root;

  private constructor(
    readonly name: string,
    readonly home: string,
    private readonly configFile: string,
    private config: Record<string, unknown>,
    private readonly place: Place,
  ) {
    this.docker = new Docker({ socketPath: place.host.replace("unix://", "") });
  }

  private volumesBefore: string[] = [];

  /** @param place @default the engine that the tests use */
  static async create(
    place: Place = { host: process.env.DOCKER_HOST!, within: [] },
    { profiles = ["search"] }: TestStackOptions = {},
  ): Promise<TestStack> {
    const home = mkdtempSync(join(tmpdir(), "lakehouse-e2e-"));
    const stack = new TestStack(
      "lakehouse-e2e",
      home,
      join(home, "overrides.yaml"),
      {
        "lakehouse:name": "lakehouse-e2e",
        "lakehouse:images": "local",
        "lakehouse:network": { pool: "10.215.0.0/20" },
        "lakehouse:profiles": profiles,
        "lakehouse:publish": await freePorts(
          ...["objectStore", "postgresql", "searchStore", "edge"],
          // Not published unless it is asked for, and tried like every other port where it can be.
          ...(profiles.includes("query") ? ["flight"] : []),
        ),
      },
      place,
    );
    stack.configure({});
    await stack.remove();
    mkdirSync(home, { recursive: true });
    stack.configure({});
    stack.volumesBefore = (await stack.docker.listVolumes()).Volumes.map(({ Name }) => Name);
    await stack.prepareVolume();
    return stack;
  }

  /** An encrypted volume beside the state, by whatever method this machine has. */
  private async prepareVolume(): Promise<void> {
    const { code, output } = await this.make("volume", { VOLUME: this.mountPoint, SIZE: volumeSize });
    if (code === 0) return;
    await this.remove();
    throw new Error(`make volume ended with ${code}: ${output}`);
  }

  private get mountPoint(): string {
    return join(this.home, "encrypted");
  }

  /** The encrypted volume: the file that is its device, and where its directories are while it is open. */
  get encryptedVolume(): { device: string; directory: string } {
    return { device: imageOf(this.mountPoint), directory: directoryOf(this.mountPoint) };
  }

  /** Changes configuration for the next commands. */
  configure(changes: Record<string, unknown>): void {
    this.config = { ...this.config, ...changes };
    writeFileSync(this.configFile, stringify({ config: this.config }));
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      DOCKER_HOST: this.place.host,
      LAKEHOUSE_HOME: this.home,
      LAKEHOUSE_CONFIG: this.configFile,
      STACK: "dev",
    };
  }

  get configuration(): Record<string, unknown> {
    return this.config;
  }

  /** Puts back a configuration read before. */
  restore(config: Record<string, unknown>): void {
    this.config = config;
    this.configure({});
  }

  /** Host ports. */
  get published(): { objectStore: number; postgresql: number; searchStore: number; edge: number } {
    return this.config["lakehouse:publish"] as TestStack["published"];
  }

  /** Runs `make <target>` as an operator would, who may give it something by standard input. */
  make(target: string, more: Record<string, string> = {}, input?: string): Promise<Result> {
    return this.startMake(target, more, input).finished;
  }

  /** Starts `make <target>`, for those who want to disturb it. */
  startMake(target: string, more: Record<string, string> = {}, input?: string): Running {
    return this.start("make", ["--no-print-directory", target], { ...this.environment, ...more }, input);
  }

  /** Runs the engine itself on the stack, as an operator with Pulumi at hand would. */
  async pulumi(command: string, ...args: string[]): Promise<Result> {
    const { engine, workspace, env } = await openSession("dev", { env: this.environment });
    const stack = ["--stack", "dev", "--config-file", workspace.configFile, "--non-interactive"];
    return this.run(engine.binary, [command, ...stack, ...args], env);
  }

  /** Runs the program of a fixture, with state of its own. */
  runFixture(name: string): Promise<Result> {
    const { LAKEHOUSE_CONFIG: _ours, ...env } = this.environment;
    const program = join(__dirname, "fixtures", name, "run.ts");
    return this.run(process.execPath, ["--import", "tsx", program], {
      ...env,
      LAKEHOUSE_HOME: join(this.home, name),
    });
  }

  private run(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<Result> {
    return this.start(program, args, env).finished;
  }

  private start(program: string, args: string[], env: NodeJS.ProcessEnv, input?: string): Running {
    const [first, ...others] = [...this.place.within, program, ...args];
    const child = spawn(first!, others, { cwd: this.program, env, stdio: "pipe" });
    child.stdin.end(input);
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const finished = new Promise<Result>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        this.log += output;
        resolve({ code: code ?? -1, output });
      });
    });
    return { pid: child.pid!, output: () => output, finished };
  }

  /** The stack's outputs, secrets included. */
  async outputs(): Promise<Required<StackOutputs>> {
    const session = await openSession("dev", { env: this.environment, providers: false });
    return (await readOutputs(session)) as Required<StackOutputs>;
  }

  /** The state as the backend holds it. */
  stateFile(): string {
    return readFileSync(join(this.home, "backend", ".pulumi", "stacks", "lakehouse", "dev.json"), "utf8");
  }

  /** Containers, networks and volumes of this stack on the engine, by kind. */
  objects(): Promise<StackObjects> {
    return stackObjects(this.docker, this.name);
  }

  /** Identifiers of the stack's containers by name. */
  containerIds(): Promise<Record<string, string>> {
    return containerIds(this.docker, this.name);
  }

  /** What the engine says of each container, and what each has logged. */
  async inspections(): Promise<Text[]> {
    const texts: Text[] = [];
    for (const [name, id] of Object.entries(await this.containerIds())) {
      const container = this.docker.getContainer(id);
      texts.push({ name: `settings of ${name}`, content: JSON.stringify(await container.inspect()) });
      texts.push({ name: `log of ${name}`, content: await container.logs({ stdout: true, stderr: true }) });
    }
    return texts;
  }

  /** Volumes without a name of ours that were not there before this stack. */
  async anonymousVolumes(): Promise<string[]> {
    const { Volumes } = await this.docker.listVolumes();
    return Volumes.map(({ Name }) => Name).filter((name) => !this.volumesBefore.includes(name));
  }

  /** Takes everything of this stack off the engine and the machine, whatever state it is in. */
  async remove(): Promise<void> {
    await removeStackObjects(this.docker, this.name);
    if (existsSync(this.encryptedVolume.device)) await closeVolume(this.mountPoint);
    rmSync(this.home, { recursive: true, force: true });
  }

  /** What git says of the working tree: nothing a command does may change it. */
  async gitStatus(): Promise<string> {
    return (await capture("git", ["status", "--porcelain"], { cwd: root, env: process.env })).stdout;
  }
}
