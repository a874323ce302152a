/**
 * Real nodes: for each a kubelet with a container runtime of its own, joined to a control plane; between them the bridge that
 * pods are on, kube-proxy for services and CoreDNS for names. What nothing here does is to enforce NetworkPolicies.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ImageKey } from "../../../components/platform/images";
import { render } from "../../../components/platform/template";
import type { ControlPlane } from "../control-plane";
import { kubeconfigOf, kubeletOf, type Identity } from "../identities";
import { fakeNode, withinReach, type VolumeStore } from "../nodes";
import { ensurePrograms } from "../programs";
import { memoryLimitOf, processesIn } from "./cgroups";
import { Machine, network } from "./machine";
import { ensureRuntime, Runtime, unpackImages } from "./runtime";

const proxy: Identity = { user: "system:kube-proxy" };
/** It reads services and their endpoints everywhere; no role of Kubernetes' own says just that. */
const names: Identity = { user: "coredns", groups: ["system:masters"] };

const hostname = "kubernetes.io/hostname";

export interface RealNodesOptions {
  /** By name of the node. */
  zones: Record<string, string>;
  /** Workloads whose pods run on them; all others are sent to kwok's nodes, and played. */
  run: readonly string[];
  /** What the nodes have of images, all of them: there is nowhere to fetch one from. */
  images: readonly ImageKey[];
}

export class RealNodes {
  private constructor(
    private readonly machine: Machine,
    private readonly zones: Record<string, string>,
    private readonly workloads: readonly string[],
    private readonly images: string,
  ) {}

  /** Makes the machine that the nodes will be on. */
  static async prepare({ zones, run, images }: RealNodesOptions): Promise<RealNodes> {
    await ensureRuntime();
    const machine = await Machine.start(Object.keys(zones).length);
    try {
      return new RealNodes(machine, zones, run, await unpackImages(machine, images));
    } catch (error) {
      await machine.stop();
      throw error;
    }
  }

  /** What the control plane must be started with for them. */
  get asked() {
    return {
      address: network.here,
      services: network.services,
      identities: [...Object.keys(this.zones).map(kubeletOf), proxy, names],
      store: this.drive,
      taints: Object.entries(fakeNode).map(([key, value]) => ({ key, value, effect: "NoSchedule" })),
    };
  }

  /** A directory as the drive of one node. */
  private readonly drive: VolumeStore = ({ metadata }, node) => {
    const path = join(this.machine.directory, "drives", node.metadata!.name!, metadata!.uid!);
    mkdirSync(path, { recursive: true });
    return { local: { path }, nodeAffinity: withinReach(hostname, node) };
  };

  /** Starts everything, and waits until the nodes are ready. */
  async join(plane: ControlPlane): Promise<void> {
    const { machine } = this;
    const at = (name: string) => join(machine.directory, name);
    const programs = await ensurePrograms(["kubelet", "kube-proxy", "coredns"]);
    const write = (name: string, values: Record<string, unknown>, target = name) => {
      const given = { names: network.machine, pods: network.pods, ...values };
      writeFileSync(at(target), render(join(__dirname, `${name}.eta`), given));
      return at(target);
    };
    mkdirSync(at("networks"));
    write("pods.conflist", { addresses: at("addresses") }, "networks/pods.conflist");
    const [first] = Object.keys(this.zones);
    const ofProxy = { kubeconfig: kubeconfigOf(plane.directory, proxy), node: first };
    machine.spawn("kube-proxy", programs["kube-proxy"], `--config=${write("kube-proxy.yaml", ofProxy)}`);
    const ofNames = { kubeconfig: kubeconfigOf(plane.directory, names) };
    machine.spawn("coredns", programs.coredns, "-conf", write("Corefile", ofNames));
    await Promise.all(
      Object.keys(this.zones).map(async (name, index) => {
        const { socket } = await Runtime.start(machine, name, this.images, at("networks"));
        const address = network.node(index);
        const directory = at(name);
        const cgroup = machine.makeCgroup(name);
        const apiServer = join(plane.directory, "api.crt");
        const of = { address, socket, directory, cgroup, apiServer };
        machine.spawn(
          `kubelet-${name}`,
          programs.kubelet,
          `--config=${write("kubelet.yaml", of, `${name}.yaml`)}`,
          `--kubeconfig=${kubeconfigOf(plane.directory, kubeletOf(name))}`,
          `--root-dir=${join(directory, "kubelet")}`,
          `--cert-dir=${join(directory, "certificates")}`,
          `--hostname-override=${name}`,
          `--node-ip=${address}`,
          `--node-labels=topology.kubernetes.io/zone=${this.zones[name]}`,
        );
      }),
    );
    const args = Object.keys(this.zones).map((name) => `node/${name}`);
    await machine.until(
      "nodes are ready",
      async () => (await plane.kubectl("wait", "--for=condition=Ready", "--timeout=0", ...args)).code === 0,
    );
    const [key] = Object.keys(fakeNode);
    const policy = write("played-pods.yaml", { run: this.workloads, label: key });
    const { code, stderr } = await plane.kubectl("apply", `--filename=${policy}`);
    if (code !== 0) throw new Error(`pods are not sent to nodes: ${stderr}`);
  }

  /** Processes of a container, as this machine counts them. @param containerId as the pod's status has it */
  processes(containerId: string): number[] {
    return processesIn(this.machine.cgroup, runtimeId(containerId));
  }

  /** Bytes that a container may use. */
  memoryLimit(containerId: string): number {
    return memoryLimitOf(this.machine.cgroup, runtimeId(containerId));
  }

  async stop(): Promise<void> {
    await this.machine.stop();
  }
}

const runtimeId = (containerId: string): string => containerId.replace("containerd://", "");
