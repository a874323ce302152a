import Docker from "dockerode";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { freePorts } from "../../test/e2e/support/free-port";
import { removeStackObjects } from "../../test/e2e/support/stack-objects";
import { openSession, readOutputs, type Session, type StackOutputs } from "../operate";
import { ROOT } from "../pulumi/paths";
import { capture } from "../pulumi/process";
import { notice, OperatorError } from "../pulumi/report";

/** Prefix of every container, network and volume, helpers of a bench too. */
const NAME = "lakehouse-bench";

/** A dev stack of the bench's own, beside any other: own name, addresses, ports and state. */
export class BenchStack {
  readonly name = NAME;
  readonly session: Session;
  readonly outputs: Required<StackOutputs>;

  private constructor(
    readonly docker: Docker,
    private readonly env: NodeJS.ProcessEnv,
    { session, outputs }: { session: Session; outputs: Required<StackOutputs> },
  ) {
    this.session = session;
    this.outputs = outputs;
  }

  /** Brings the stack up; takes away what an earlier run that was killed has left. */
  static async up(host: string, directory: string): Promise<BenchStack> {
    const docker = engine(host);
    await removeStackObjects(docker, NAME);
    const env = await environment(directory);
    notice(`Bringing up ${NAME} ...`);
    await command(["tools/up.ts"], env);
    const session = await openSession("dev", { env });
    return new BenchStack(docker, env, {
      session,
      outputs: (await readOutputs(session)) as Required<StackOutputs>,
    });
  }

  async destroy(): Promise<void> {
    notice(`Removing ${NAME} ...`);
    await command(["tools/destroy.ts"], { ...this.env, CONFIRM: NAME });
  }

  /** Takes whatever is left of the stack off the engine. */
  static sweep(host: string): Promise<void> {
    return removeStackObjects(engine(host), NAME);
  }

  /** The container of this name, without the stack's. */
  container(name: string): Docker.Container {
    return this.docker.getContainer(`${NAME}-${name}`);
  }
}

const engine = (host: string) => new Docker({ socketPath: host.replace("unix://", "") });

/** Environment of the operator's commands for the bench's stack, with its configuration written. */
async function environment(directory: string): Promise<NodeJS.ProcessEnv> {
  const home = join(directory, "home");
  const file = join(directory, "overrides.yaml");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const config = {
    "lakehouse:name": NAME,
    "lakehouse:images": process.env.IMAGES || "local",
    "lakehouse:sampleData": false,
    "lakehouse:profiles": [],
    // What is measured is thrown away: the key ring may lie where it does.
    "lakehouse:volumes": { plain: ["postgresql-keys"] },
    "lakehouse:network": { pool: "10.216.0.0/20" },
    "lakehouse:publish": await freePorts("objectStore", "postgresql"),
  };
  writeFileSync(file, stringify({ config }));
  const { IMAGES: _images, STACK: _stack, ...env } = process.env;
  return { ...env, LAKEHOUSE_HOME: home, LAKEHOUSE_CONFIG: file, STACK: "dev" };
}

async function command(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const result = await capture(process.execPath, ["--import", "tsx", ...args], { cwd: ROOT, env });
  if (result.code === 0) return;
  notice(result.stdout + result.stderr);
  throw new OperatorError(`${args[0]} of the bench's own stack failed: see above.`);
}
