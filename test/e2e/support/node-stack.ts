import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSession } from "../../../tools/operate";
import { capture } from "../../../tools/pulumi/process";
import { ControlPlane } from "../../kubernetes/control-plane";
import { PostgresqlOperator } from "../../kubernetes/postgresql-operator";
import { network } from "../../kubernetes/real-node/machine";
import { RealNodes } from "../../kubernetes/real-node/real-nodes";
import { freePorts } from "./free-port";
import { keyStoreToken, KubernetesStack, provisioner } from "./kubernetes-stack";

/** What the program calls its namespace of stores. */
export const namespace = "lakehouse-prod-data";

/** What a pod of the tests' own is called, which runs on these nodes too. */
export const visitor = "visitor";

/** Two nodes in each zone: no two servers of the object store may share one. */
const zones = Object.fromEntries(
  ["a", "b", "c"].flatMap((zone) => [1, 2].map((index) => [`real-${zone}${index}`, `zone-${zone}`])),
);

/** A prod stack whose stores run on real nodes; what else it has is played beside them. */
export class NodeStack extends KubernetesStack<RealNodes> {
  private forwarding: ChildProcess | undefined;

  static async start(): Promise<NodeStack> {
    const nodes = await RealNodes.prepare({
      zones,
      run: ["object-store", "cache", "postgresql", visitor],
      images: ["haproxy", "objectStore", "valkey", "postgresql", "superset"],
    });
    let plane: ControlPlane | undefined;
    try {
      plane = await ControlPlane.start({ provisioner, ...nodes.asked });
      await nodes.join(plane);
      return await NodeStack.on(plane, nodes);
    } catch (error) {
      await plane?.stop();
      await nodes.stop();
      throw error;
    }
  }

  private static async on(plane: ControlPlane, nodes: RealNodes): Promise<NodeStack> {
    const ports = await freePorts("objectStore", "postgresql");
    const operator = PostgresqlOperator.follow(plane.config, (pod, command) => run(plane, pod, command));
    const stack = new NodeStack(plane, nodes, operator, {}, network.all);
    try {
      // No search store: its operator and its nodes are others' affair.
      stack.configure({ "lakehouse:profiles": ["query", "dashboards"] });
      stack.configure({ "lakehouse:keyStoreToken": await stack.encrypted("keyStoreToken", keyStoreToken) });
      // Stores are reached as by default: through the API server and the kubelets.
      const { administration: _, ...kubernetes } =
        stack.setting<Record<string, unknown>>("lakehouse:kubernetes");
      stack.configure({ "lakehouse:kubernetes": kubernetes, "lakehouse:publish": ports });
      await stack.forward();
      return stack;
    } catch (error) {
      await operator.stop();
      throw error;
    }
  }

  override async remove(): Promise<void> {
    this.forwarding?.kill("SIGTERM");
    await this.operator.stop();
    // It is told apart from its nodes first: they are on the network at which it listens.
    await this.plane.stop();
    await this.pods.stop();
    this.forget();
  }

  /** Leads ports of this machine to the stores, as an operator does who works with them for longer than a command. */
  private async forward(): Promise<void> {
    const forwarding = spawn("make", ["--no-print-directory", "forward"], {
      ...{ cwd: this.program, env: this.environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.forwarding = forwarding;
    const [first] = (await once(forwarding.stdout, "data")) as [Buffer];
    if (!first.toString().startsWith("HERE")) throw new Error(first.toString());
  }

  /** A password of the stack that no output has. @param name of its resource */
  async password(name: string): Promise<string> {
    const { engine, workspace, env } = await openSession("prod", { env: this.environment, providers: false });
    const args = ["stack", "export", "--show-secrets", "--stack", "prod"];
    const { code, stdout, stderr } = await capture(engine.binary, args, { cwd: workspace.directory, env });
    if (code !== 0) throw new Error(`the state cannot be read: ${stderr}`);
    const { deployment } = JSON.parse(stdout) as {
      deployment: { resources: { urn: string; outputs?: { result?: { plaintext: string } } }[] };
    };
    const { outputs } = deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`))!;
    return JSON.parse(outputs!.result!.plaintext) as string;
  }
}

/** Runs a command in a pod's container, by the API server and the kubelet. */
async function run(plane: ControlPlane, pod: string, command: string[]): Promise<string> {
  const { code, stdout, stderr } = await plane.kubectl(
    "exec",
    `--namespace=${namespace}`,
    pod,
    "--",
    ...command,
  );
  if (code !== 0) throw new Error(`${pod}: ${command[0]} ended with ${code}: ${stdout}${stderr}`);
  return stdout;
}
