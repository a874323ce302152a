import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { V1Container, V1Pod } from "@kubernetes/client-node";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { CacheClient } from "../../components/storage/cache/users";
import { keepTable } from "./report";
import { administratorStore } from "./support/administrator";
import { attemptsSummary, attemptsTable, differences } from "./support/attempts-table";
import { cacheClients, expectOfCache } from "./support/cache-expectations";
import { visitCache } from "./support/cache-visitor";
import { namespace, NodeStack } from "./support/node-stack";
import { confinementOf, openPorts } from "./support/confinement";
import { objectStoreAttempts } from "./support/object-store-attempts";
import { probeTls, tlsTable } from "./support/tls-probe";

/** How long a kubelet may take until it has seen to something, in milliseconds. */
const patience = { timeout: 120_000, interval: 1000 };

/** What listens in each pod, by workload. A place is left for the edge, once prod has one. */
const ports: Record<string, Record<string, number>> = {
  "object-store": { s3: 9000, health: 8404 },
  cache: { tls: 6379 },
  postgresql: { sql: 5432 },
};

const workloadOf = ({ metadata }: V1Pod) => metadata!.labels!["lakehouse.io/workload"]!;

/** A pod's containers, with the runtime's name of each. */
const containersOf = ({ spec, status }: V1Pod): [V1Container, id: string][] => {
  const statuses = [...(status!.initContainerStatuses ?? []), ...status!.containerStatuses!];
  return [...(spec!.initContainers ?? []), ...spec!.containers].map((container) => [
    container,
    statuses.find(({ name }) => name === container.name)!.containerID!,
  ]);
};

describe("the prod stack on real nodes", () => {
  let stack: NodeStack;
  /** Undefined before it was tried. */
  let isUp: boolean | undefined;

  beforeAll(async () => {
    stack = await NodeStack.start();
  });
  beforeEach(({ skip }) => skip(isUp === false, "the stack did not come up"));
  afterAll(() => stack?.remove());

  /** Pods that are on real nodes. */
  const pods = async (): Promise<V1Pod[]> =>
    (await stack.core.listNamespacedPod({ namespace })).items.filter(({ spec }) =>
      spec!.nodeName?.startsWith("real-"),
    );
  const podNamed = async (name: string) => (await pods()).find(({ metadata }) => metadata!.name === name)!;
  const isReady = ({ status }: V1Pod) =>
    status!.conditions!.some(({ type, status }) => type === "Ready" && status === "True");
  /** Processes of a container in a pod, as this machine counts. */
  const processes = async (pod: string, container: string) => {
    const [, id] = containersOf(await podNamed(pod)).find(([{ name }]) => name === container)!;
    return stack.pods.processes(id);
  };
  const restarts = ({ status }: V1Pod) =>
    [...(status!.initContainerStatuses ?? []), ...status!.containerStatuses!].map(
      ({ name, restartCount }) => `${name}: ${restartCount}`,
    );

  const administrator = async () => administratorStore(await stack.outputs());
  const body = "what was written before";
  const place = { Bucket: "datalake", Key: "bronze/nodes/marker" };
  const read = async () => {
    const client = await administrator();
    return (await client.send(new GetObjectCommand(place))).Body!.transformToString();
  };

  it("comes up from nothing, each pod ready by what its kubelet asks", { timeout: 600_000 }, async () => {
    isUp = false;
    const { code, output } = await stack.make("up");
    expect(code, [output, ...stack.operator.complaints].join("\n")).toBe(0);
    isUp = true;
    const all = await pods();
    expect(all.map(workloadOf).sort()).toEqual([
      "cache",
      ...Array.from({ length: 6 }, () => "object-store"),
      ...Array.from({ length: 3 }, () => "postgresql"),
    ]);
    for (const pod of all) {
      expect(isReady(pod), pod.metadata!.name).toBe(true);
      for (const [, id] of containersOf(pod)) expect(id).toMatch(/^containerd:\/\//);
    }
    const servers = all.filter((pod) => workloadOf(pod) === "object-store");
    expect(new Set(servers.map(({ spec }) => spec!.nodeName)).size).toBe(6);
    const client = await administrator();
    await client.send(new PutObjectCommand({ ...place, Body: body }));
    expect(await read()).toBe(body);
  });

  it("holds every process to what was declared of its container, by the kernel's word", async () => {
    const none = Array.from({ length: 5 }, () => "0".repeat(16));
    let seen = 0;
    for (const pod of await pods())
      for (const [{ name: container, securityContext }, id] of containersOf(pod)) {
        const all = stack.pods.processes(id).map(confinementOf);
        expect(all.length, id).toBeGreaterThan(0);
        seen += all.length;
        for (const { name, groups, ...confinement } of all) {
          const where = `${pod.metadata!.name} ${container}: ${name}`;
          expect(confinement, where).toEqual({
            user: securityContext!.runAsUser,
            group: securityContext!.runAsGroup,
            capabilities: none,
            noNewPrivileges: true,
            isFiltered: true,
            rootIsReadOnly: true,
          });
          expect(groups, where).toContain(pod.spec!.securityContext!.fsGroup);
          expect(groups, where).not.toContain(0);
        }
      }
    // Two of a terminator, one of a server behind it; PostgreSQL's have several.
    expect(seen).toBeGreaterThan(6 * 3 + 1 + 3);
  });

  it("speaks TLS 1.3 only on every port of every pod", async () => {
    const { trustBundle } = await stack.outputs();
    const reports: Record<string, Awaited<ReturnType<typeof probeTls>>> = {};
    for (const pod of await pods())
      for (const [label, port] of Object.entries(ports[workloadOf(pod)]!))
        reports[`${pod.metadata!.name} ${label}`] = await probeTls(
          {
            host: pod.status!.podIP!,
            port,
            servername: workloadOf(pod),
            ...(label === "sql" ? { starttls: "postgresql" as const } : {}),
          },
          trustBundle,
        );
    keepTable("tls-nodes", tlsTable(reports), `TLS: ${Object.keys(reports).length} ports of pods on nodes`);
    expect(Object.keys(reports)).toHaveLength(2 * 6 + 1 + 3);
    for (const [port, report] of Object.entries(reports)) {
      expect(report["TLS 1.3, verified"], port).toMatchObject({ outcome: "accepted", protocol: "TLSv1.3" });
      for (const older of ["TLS 1.2", "TLS 1.1", "TLS 1.0"] as const)
        expect(report[older].outcome, `${port}: ${report[older].reason}`).toBe("refused");
      expect(report.plain.outcome, `${port}: ${report.plain.reason}`).toMatch(/^(refused|closed)$/);
    }
  });

  it("listens at no other port of a pod's address", async () => {
    for (const pod of await pods()) {
      const [any] = stack.pods.processes(containersOf(pod).at(-1)![1]);
      expect(openPorts(any!), pod.metadata!.name).toEqual(
        Object.values(ports[workloadOf(pod)]!).sort((a, b) => a - b),
      );
    }
  });

  it("gives each role on the object store what the catalogue says", async () => {
    const attempts = await objectStoreAttempts(await stack.outputs());
    keepTable("roles-object-store-nodes", attemptsTable(attempts), attemptsSummary(attempts));
    expect(attempts.filter(({ seen }) => seen === "allowed").length).toBeGreaterThan(10);
    expect(attempts.filter(({ seen }) => seen === "denied").length).toBeGreaterThan(10);
    expect(differences(attempts)).toEqual([]);
  });

  it.each(cacheClients)("lets %s do in the cache what it needs, and nobody else anything", async (client) => {
    expectOfCache(client, await visitCache(stack, client as CacheClient));
  });

  it("starts a process again that was killed, be it the server or what ends TLS for it", async () => {
    const pod = "object-store-1";
    const [server] = await processes(pod, "process");
    const [terminator] = await processes(pod, "terminator");
    for (const each of [server!, terminator!]) process.kill(each, "SIGKILL");
    await vi.waitFor(async () => {
      const now = await podNamed(pod);
      expect(restarts(now)).toEqual(["terminator: 1", "process: 1"]);
      expect(isReady(now)).toBe(true);
    }, patience);
    expect(await processes(pod, "process")).not.toContain(server);
    expect(await read()).toBe(body);
  });

  it("leaves a server out of its service that does not answer, until it does", async () => {
    const pod = "object-store-2";
    const { podIP } = (await podNamed(pod)).status!;
    const served = async () =>
      (await stack.core.readNamespacedEndpoints({ namespace, name: "object-store" })).subsets!.flatMap(
        ({ addresses = [] }) => addresses.map(({ ip }) => ip),
      );
    expect(await served()).toContain(podIP);
    const [server] = await processes(pod, "process");
    process.kill(server!, "SIGSTOP");
    try {
      await vi.waitFor(async () => expect(await served()).not.toContain(podIP), patience);
      expect(await read()).toBe(body);
    } finally {
      process.kill(server!, "SIGCONT");
    }
    await vi.waitFor(async () => expect(await served()).toContain(podIP), patience);
    expect(restarts(await podNamed(pod))).toEqual(["terminator: 0", "process: 0"]);
  });

  it(
    "rolls out another size one server after the other, with the same drives and data",
    { timeout: 600_000 },
    async () => {
      const servers = async () => (await pods()).filter((pod) => workloadOf(pod) === "object-store");
      const uids = async () => (await servers()).map(({ metadata }) => metadata!.uid);
      const drives = async () =>
        (await stack.core.listPersistentVolume()).items.map(({ metadata }) => metadata!.uid).sort();
      const before = { pods: await uids(), drives: await drives() };
      const memory = "640Mi";
      stack.configure({
        "lakehouse:objectStore": { ...stack.setting<object>("lakehouse:objectStore"), memory },
      });
      const { code, output } = await stack.make("up");
      expect(code, output).toBe(0);
      const now = await servers();
      expect(now.map(({ metadata }) => metadata!.uid).filter((uid) => before.pods.includes(uid))).toEqual([]);
      for (const pod of now) {
        const [, id] = containersOf(pod).at(-1)!;
        expect(stack.pods.memoryLimit(id), pod.metadata!.name).toBe(640 * 2 ** 20);
      }
      expect(await drives()).toEqual(before.drives);
      expect(await read()).toBe(body);
    },
  );
});
