/** A real control plane on loopback for tests: API server, controllers, scheduler, etcd; kwok plays the nodes. */
import * as k8s from "@kubernetes/client-node";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { capture } from "../../tools/pulumi/process";
import { freePorts } from "../e2e/support/free-port";
import { customResourceDefinitions } from "./definitions";
import { administrator, kubeconfigOf, writeIdentities, type Identity } from "./identities";
import { kwokStages } from "./kwok-stages";
import { balanceLoads, createNodes, provisionVolumes, type VolumeStore } from "./nodes";
import { ensurePrograms } from "./programs";

/** Seconds a program has to answer after its start. */
const startSeconds = 60;

const programs = [
  "etcd",
  "kwok",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubectl",
] as const;
type Programs = Record<(typeof programs)[number], string>;

export interface ControlPlaneOptions {
  /** Zone by node, played by kwok. @default six nodes in three zones */
  nodes?: Record<string, string>;
  /** CSI driver that is played. */
  provisioner: string;
  /** What keeps pods off those nodes that do not ask for them. @default nothing */
  taints?: readonly k8s.V1Taint[];
  /** Workloads whose pods run in truth: they are ready when somebody else says so. @default none */
  run?: readonly string[];
  /** Address at which the API server is found. @default this machine's own */
  address?: string;
  /** Network of the services' addresses. @default {@link defaultServices} */
  services?: string;
  /** Who else may ask the API server, such as kubelets. @default nobody */
  identities?: readonly Identity[];
  /** Where a claim's volume is. @default a drive that nobody looks at */
  store?: VolumeStore;
}

export const defaultServices = "10.96.0.0/16";

const sixNodes = Object.fromEntries(
  ["a", "b", "c"].flatMap((zone) => [1, 2].map((index) => [`node-${zone}${index}`, `zone-${zone}`])),
);

export class ControlPlane {
  readonly kubeconfig: string;
  readonly config = new k8s.KubeConfig();
  private readonly children: ChildProcess[] = [];
  /** What plays a cloud. */
  private readonly cloud: (() => Promise<void>)[] = [];

  private constructor(
    readonly directory: string,
    private readonly programs: Programs,
  ) {
    this.kubeconfig = kubeconfigOf(directory, administrator);
  }

  static async start(options: ControlPlaneOptions): Promise<ControlPlane> {
    const plane = new ControlPlane(
      mkdtempSync(join(tmpdir(), "lakehouse-kubernetes-")),
      await ensurePrograms(programs),
    );
    try {
      await plane.startAll(options);
      await plane.define(await customResourceDefinitions());
      await createNodes(plane.config, options.nodes ?? sixNodes, options.taints);
      plane.cloud.push(provisionVolumes(plane.config, options.provisioner, options.store));
      plane.cloud.push(balanceLoads(plane.config));
      return plane;
    } catch (error) {
      await plane.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const stop of this.cloud) await stop();
    for (const child of this.children.reverse()) {
      child.kill("SIGKILL");
      if (child.exitCode === null) await new Promise((resolve) => child.once("exit", resolve));
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Runs kubectl as the cluster's administrator. */
  kubectl(...args: string[]) {
    return capture(this.programs.kubectl, [`--kubeconfig=${this.kubeconfig}`, ...args]);
  }

  /** Takes the nodes of a zone away, and what ran on them; gives their zones by name. */
  async loseZone(zone: string): Promise<Record<string, string>> {
    const core = this.config.makeApiClient(k8s.CoreV1Api);
    const { items } = await core.listNode({ labelSelector: `topology.kubernetes.io/zone=${zone}` });
    for (const { metadata } of items) await core.deleteNode({ name: metadata!.name! });
    return Object.fromEntries(items.map(({ metadata }) => [metadata!.name!, zone]));
  }

  /** Brings nodes back. */
  returnZone(nodes: Record<string, string>): Promise<void> {
    return createNodes(this.config, nodes);
  }

  /** Whether somebody of a group, and of all who have signed on, may do something: what `kubectl auth can-i --as` asks. */
  async mayDo(
    group: string,
    asked: { namespace: string; group: string; resource: string; verb: string },
  ): Promise<boolean> {
    const [resource, subresource] = asked.resource.split("/");
    const review = await this.config.makeApiClient(k8s.AuthorizationV1Api).createSubjectAccessReview({
      body: {
        spec: {
          user: "somebody",
          groups: [group, "system:authenticated"],
          resourceAttributes: {
            namespace: asked.namespace,
            verb: asked.verb,
            group: asked.group,
            resource: resource!,
            ...(subresource ? { subresource } : {}),
          },
        },
      },
    });
    return review.status!.allowed;
  }

  private async startAll({
    address = "127.0.0.1",
    services = defaultServices,
    identities = [],
    run = [],
  }: ControlPlaneOptions): Promise<void> {
    const { etcd, peer, api } = await freePorts("etcd", "peer", "api");
    const at = (name: string) => join(this.directory, name);
    const etcdUrl = `http://127.0.0.1:${etcd}`;
    const peerUrl = `http://127.0.0.1:${peer}`;
    this.run("etcd", [
      `--data-dir=${at("etcd")}`,
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
      "--unsafe-no-fsync=true",
      "--log-level=error",
    ]);
    await writeIdentities(this.directory, address, api, [administrator, ...identities]);
    this.run("kube-apiserver", [
      `--etcd-servers=${etcdUrl}`,
      `--bind-address=${address}`,
      `--secure-port=${api}`,
      `--tls-cert-file=${at("api.crt")}`,
      `--tls-private-key-file=${at("api.key")}`,
      `--token-auth-file=${at("tokens.csv")}`,
      "--authorization-mode=Node,RBAC",
      `--service-account-key-file=${at("accounts.pub")}`,
      `--service-account-signing-key-file=${at("accounts.key")}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-cluster-ip-range=${services}`,
      // By which a test may send pods to nodes.
      "--feature-gates=MutatingAdmissionPolicy=true",
      "--runtime-config=admissionregistration.k8s.io/v1beta1=true",
      // Kubelets know it by its certificate, and have no names.
      `--kubelet-client-certificate=${at("api.crt")}`,
      `--kubelet-client-key=${at("api.key")}`,
      "--kubelet-preferred-address-types=InternalIP",
      // Its own address is on loopback, which no service may have.
      "--endpoint-reconciler-type=none",
      "--v=0",
    ]);
    this.config.loadFromFile(this.kubeconfig);
    await this.untilReady();
    this.run("kube-controller-manager", [
      `--kubeconfig=${this.kubeconfig}`,
      `--service-account-private-key-file=${at("accounts.key")}`,
      `--root-ca-file=${at("api.crt")}`,
      "--leader-elect=false",
      "--secure-port=0",
    ]);
    this.run("kube-scheduler", [
      `--kubeconfig=${this.kubeconfig}`,
      "--leader-elect=false",
      "--secure-port=0",
    ]);
    writeFileSync(at("stages.yaml"), await kwokStages(run));
    this.run("kwok", [
      `--kubeconfig=${this.kubeconfig}`,
      `--config=${at("stages.yaml")}`,
      "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
      "--server-address=",
    ]);
  }

  private run(program: keyof Programs, args: string[]): void {
    const log = openSync(join(this.directory, `${program}.log`), "w");
    // It ends with this process, whatever ends that.
    const bound = ["--pdeathsig", "KILL", "--", this.programs[program], ...args];
    this.children.push(spawn("setpriv", bound, { stdio: ["ignore", log, log] }));
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + startSeconds * 1000;
    for (;;) {
      const ended = this.children.find(({ exitCode }) => exitCode !== null);
      const { code, stderr } = await this.kubectl("get", "--raw", "/readyz");
      if (code === 0) return;
      if (ended || Date.now() > deadline)
        throw new Error(`the control plane does not come up: ${stderr}\n${this.lastWords()}`);
      await sleep(200);
    }
  }

  /** The end of each program's log. */
  private lastWords(): string {
    return readdirSync(this.directory)
      .filter((name) => name.endsWith(".log"))
      .map(
        (name) =>
          `${name}:\n${readFileSync(join(this.directory, name), "utf8").split("\n").slice(-6).join("\n")}`,
      )
      .join("\n");
  }

  /** Makes definitions known, and waits until they are served. */
  private async define(definitions: readonly object[]): Promise<void> {
    const file = join(this.directory, "definitions.json");
    writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: definitions }));
    for (const args of [
      ["apply", "--server-side", `--filename=${file}`],
      ["wait", "--for=condition=Established", `--filename=${file}`, "--timeout=60s"],
    ]) {
      const { code, stderr } = await this.kubectl(...args);
      if (code !== 0) throw new Error(`kubectl ${args[0]}: ${stderr}`);
    }
  }
}
