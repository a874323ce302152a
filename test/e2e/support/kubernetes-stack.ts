import * as k8s from "@kubernetes/client-node";
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { openSession, readOutputs, type StackOutputs } from "../../../tools/operate";
import { ControlPlane } from "../../kubernetes/control-plane";
import { ElasticOperator } from "../../kubernetes/elastic-operator";
import { ElasticsearchNodes } from "../../kubernetes/elasticsearch-nodes";
import { PodsInDocker, type PodNetwork } from "../../kubernetes/pods-in-docker";
import { PostgresqlOperator } from "../../kubernetes/postgresql-operator";
import type { Result } from "../stack";
import { administered, clusterSettings } from "./cluster-settings";
import { freePorts } from "./free-port";

const root = join(__dirname, "..", "..", "..");
export const provisioner = "ebs.csi.aws.com";

/** Workloads whose containers run in truth; the others kwok plays. */
const run = ["object-store", "cache", "postgresql"];
const ownNetwork: PodNetwork = { name: "lakehouse-kubernetes-e2e", prefix: "10.217.0" };

/** A word that may stand in Secrets alone. */
export const keyStoreToken = "hvs.token-of-the-tests-0123456789";

/** The cluster of Elasticsearch: its pods are played, and one answers for all of them. */
const searchCluster = { namespace: "lakehouse-prod-data", cluster: "search-store" };
const searchNodes = [0, 1, 2].map(
  (index) => `search-store-es-nodes-${index}.search-store-es-nodes.${searchCluster.namespace}`,
);

/** A pod and where it is; an empty zone is a node that is gone, or none yet. */
export interface PlacedPod {
  name: string;
  uid: string;
  node: string;
  zone: string;
  ready: boolean;
}

export interface KubernetesStackOptions {
  /** Of the pods; two stacks at a time need two. @default that of the tests */
  network?: PodNetwork;
  /** Zone by node. @default six nodes in three zones */
  nodes?: Record<string, string>;
}

/** A prod stack of the tests' own, in a cluster of their own. @typeParam Pods what runs them */
export class KubernetesStack<Pods extends { stop(): Promise<void> } = PodsInDocker> {
  /** Everything any command has printed so far. */
  log = "";
  private readonly home = mkdtempSync(join(tmpdir(), "lakehouse-prod-"));
  private readonly configFile = join(this.home, "overrides.yaml");
  private config: Record<string, unknown> = {};
  /** Encrypted for this stack alone. */
  private token: Record<string, unknown> = {};
  /** The tree whose commands are run. */
  program = root;

  protected constructor(
    readonly plane: ControlPlane,
    readonly pods: Pods,
    readonly operator: PostgresqlOperator,
    private readonly ports: Record<string, number>,
    /** Network from which stores are administered. */
    private readonly administrators: string,
    /** @default none: there is no search store */
    readonly search?: { operator: ElasticOperator; nodes: ElasticsearchNodes },
  ) {
    this.settle(clusterSettings);
  }

  static async create({
    network = ownNetwork,
    nodes,
  }: KubernetesStackOptions = {}): Promise<KubernetesStack> {
    const ports = await freePorts(...Object.keys(administered));
    const plane = await ControlPlane.start({ provisioner, run, ...(nodes ? { nodes } : {}) });
    try {
      const published = Object.fromEntries(
        Object.entries(administered).map(([endpoint, place]) => [place, ports[endpoint]!]),
      );
      const pods = await PodsInDocker.follow(process.env.DOCKER_HOST!, plane.config, run, {
        network,
        published,
      });
      const operator = PostgresqlOperator.follow(plane.config, (pod, command) => pods.exec(pod, command));
      // Everywhere on loopback is this machine; another run of the tests has another address.
      const host = `127.${randomInt(1, 256)}.${randomInt(256)}.${randomInt(1, 255)}`;
      const search = {
        nodes: ElasticsearchNodes.follow(plane.config, {
          ...searchCluster,
          listen: [
            { host, port: 9200 },
            { host: "127.0.0.1", port: ports["search-store.https"]! },
          ],
        }),
        operator: await ElasticOperator.start(plane, {
          namespace: searchCluster.namespace,
          hosts: Object.fromEntries(searchNodes.map((name) => [name, host])),
        }),
      };
      const stack = new KubernetesStack(plane, pods, operator, ports, `${network.prefix}.0/24`, search);
      stack.token = { "lakehouse:keyStoreToken": await stack.encrypted("keyStoreToken", keyStoreToken) };
      stack.configure(stack.token);
      return stack;
    } catch (error) {
      await plane.stop();
      throw error;
    }
  }

  /** Ends what runs in pods; the API server goes on saying that it runs. */
  async quieten(): Promise<void> {
    await this.operator.stop();
    await this.search?.operator.stop();
    await this.search?.nodes.stop();
    await this.pods.stop();
  }

  /** Takes everything off the machine, whatever state it is in. */
  async remove(): Promise<void> {
    await this.quieten();
    await this.plane.stop();
    this.forget();
  }

  /** Takes its state away. */
  protected forget(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Sets up the stack anew, as the tests of some commit do. */
  settle(settings: typeof clusterSettings): void {
    const surroundings = { ports: this.ports, provisioner, network: this.administrators };
    this.config = this.token;
    this.configure(settings(surroundings));
  }

  /** Changes configuration for the next commands; what is set twice is set anew, whole. */
  configure(changes: Record<string, unknown>): void {
    this.config = { ...this.config, ...changes };
    writeFileSync(this.configFile, stringify({ config: this.config }));
  }

  /** A part of the configuration as it is. */
  setting<T>(key: string): T {
    return this.config[key] as T;
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      KUBECONFIG: this.plane.kubeconfig,
      LAKEHOUSE_HOME: this.home,
      LAKEHOUSE_CONFIG: this.configFile,
      STACK: "prod",
    };
  }

  /** What the operators and those who stand in for others could not do. */
  complaints(): string[] {
    const { search } = this;
    const ofSearch = search ? [...search.nodes.complaints, ...search.operator.complaints()] : [];
    return [...this.operator.complaints, ...ofSearch];
  }

  /** Runs `make <target>` as an operator would. */
  make(target: string, more: Record<string, string> = {}, input = ""): Promise<Result> {
    const child = spawn("make", ["--no-print-directory", target], {
      cwd: this.program,
      env: { ...this.environment, ...more },
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.end(input);
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        this.log += output;
        resolve({ code: code ?? -1, output });
      });
    });
  }

  /** A value as an operator has it encrypted for the stack's configuration. */
  protected async encrypted(key: string, value: string): Promise<unknown> {
    const { code, output } = await this.make("secret", { KEY: key }, value);
    if (code !== 0) throw new Error(output);
    const { config } = parse(output.slice(output.indexOf("config:"))) as { config: Record<string, unknown> };
    return config[`lakehouse:${key}`];
  }

  /** The stack's outputs, secrets included. */
  async outputs(): Promise<Required<StackOutputs>> {
    const session = await openSession("prod", { env: this.environment, providers: false });
    return (await readOutputs(session)) as Required<StackOutputs>;
  }

  /** The state as the backend holds it. */
  stateFile(): string {
    return readFileSync(join(this.home, "backend", ".pulumi", "stacks", "lakehouse", "prod.json"), "utf8");
  }

  get core(): k8s.CoreV1Api {
    return this.plane.config.makeApiClient(k8s.CoreV1Api);
  }

  /** Pods of a workload, with the zone of each one's node. */
  async podsOf(workload: string): Promise<PlacedPod[]> {
    const [pods, nodes] = await Promise.all([
      this.core.listPodForAllNamespaces({ labelSelector: `lakehouse.io/workload=${workload}` }),
      this.core.listNode(),
    ]);
    const zones = new Map(
      nodes.items.map(({ metadata }) => [metadata!.name!, metadata!.labels!["topology.kubernetes.io/zone"]!]),
    );
    return pods.items.map(({ metadata, spec, status }) => ({
      ready: (status?.conditions ?? []).some((each) => each.type === "Ready" && each.status === "True"),
      name: metadata!.name!,
      uid: metadata!.uid!,
      node: spec!.nodeName ?? "",
      zone: zones.get(spec!.nodeName ?? "") ?? "",
    }));
  }
}
