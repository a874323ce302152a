import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { NetworkingV1Api, PolicyV1Api } from "@kubernetes/client-node";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import golden from "../golden/prod.json";
import { keepTable } from "./report";
import { administratorStore } from "./support/administrator";
import { attemptsSummary, attemptsTable, differences } from "./support/attempts-table";
import { clusterRests } from "./parts/cluster-rest";
import { postgresqlCluster } from "./parts/postgresql-cluster";
import { searchCluster } from "./parts/search-cluster";
import { clusterAttempts } from "./support/cluster-access";
import { keyStoreToken, KubernetesStack } from "./support/kubernetes-stack";
import { objectStoreAttempts } from "./support/object-store-attempts";
import { probeTls, tlsTable } from "./support/tls-probe";

/** How long a cluster may take until it is as it should be, in milliseconds. */
const patience = { timeout: 180_000, interval: 1000 };

/** Zones a workload's pods are in, with how many are in each. */
const perZone = (pods: { zone: string }[]): Record<string, number> =>
  Object.fromEntries(
    [...new Set(pods.map(({ zone }) => zone))]
      .sort()
      .map((zone) => [zone, pods.filter((each) => each.zone === zone).length]),
  );

describe("the prod stack on a Kubernetes control plane", () => {
  let stack: KubernetesStack;
  /** Undefined before it was tried. */
  let isUp: boolean | undefined;

  beforeAll(async () => {
    stack = await KubernetesStack.create();
  });
  beforeEach(({ skip }) => skip(isUp === false, "the stack did not come up"));
  afterAll(() => stack?.remove());

  const administrator = async () => administratorStore(await stack.outputs());
  const body = "what was written before";
  const place = { Bucket: "datalake", Key: "bronze/kubernetes/marker" };
  const read = async () => {
    const client = await administrator();
    return (await client.send(new GetObjectCommand(place))).Body!.transformToString();
  };
  /** The same as each server answers that is asked itself, or why it does not. */
  const readOfEach = async () => {
    const outputs = await stack.outputs();
    const servers = stack.pods.addressesOf().filter(([pod]) => pod.startsWith("object-store-"));
    const answers = servers.map(async ([pod, host]) => {
      const client = administratorStore(outputs, { host, port: 9000 });
      const answer = client.send(new GetObjectCommand(place)).then(({ Body }) => Body!.transformToString());
      return [pod, await answer.catch(String)];
    });
    return Object.fromEntries(await Promise.all(answers)) as Record<string, string>;
  };

  it("comes up from nothing, each pod ready by its own probe", { timeout: 600_000 }, async () => {
    isUp = false;
    const { code, output } = await stack.make("up");
    expect(code, [output, ...stack.complaints()].join("\n")).toBe(0);
    isUp = true;
    expect(output).toMatch(/PostgreSQL 17 +postgresql:\/\/localhost:\d+\/live\S* +ready \(TLS 1\.3\)/);
    expect(output).toMatch(/object-store +6 +2\/2\/2 /);
    expect(output).toMatch(/postgresql +3 +1\/1\/1 /);
    expect(output).toMatch(/search-store +3 +1\/1\/1 /);
    expect(output).toMatch(/Elasticsearch 9 +https:\/\/localhost:\d+ +ready \(TLS 1\.3\)/);
    expect(output).toMatch(/ready nodes /);
    expect(output).toMatch(/Object store \(S3\) +https:\/\/localhost:\d+ +ready \(TLS 1\.3\)/);
    const client = await administrator();
    await client.send(new PutObjectCommand({ ...place, Body: body }));
    expect(await read()).toBe(body);
  });

  it("comes up a second time without a change", async () => {
    const { code, output } = await stack.make("up");
    expect(code, output).toBe(0);
    expect(output).toContain("prod is up: no change.");
  });

  it("puts two servers of the object store in each zone, each on a node of its own", async () => {
    const pods = await stack.podsOf("object-store");
    expect(perZone(pods)).toEqual({ "zone-a": 2, "zone-b": 2, "zone-c": 2 });
    expect(new Set(pods.map(({ node }) => node)).size).toBe(6);
    const budgets = await stack.plane.config
      .makeApiClient(PolicyV1Api)
      .listPodDisruptionBudgetForAllNamespaces();
    const { status } = budgets.items.find(({ metadata }) => metadata!.name === "object-store")!;
    expect(status).toMatchObject({ expectedPods: 6, currentHealthy: 6, disruptionsAllowed: 1 });
  });

  it("denies everything in each namespace but what a flow says", async () => {
    const namespaces = (await stack.core.listNamespace({ labelSelector: "app.kubernetes.io/part-of" })).items;
    expect(namespaces.map(({ metadata }) => metadata!.name).sort()).toEqual([
      "lakehouse-prod-application",
      "lakehouse-prod-data",
      "lakehouse-prod-edge",
    ]);
    for (const { metadata } of namespaces) {
      expect(metadata!.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
      const { items } = await stack.plane.config
        .makeApiClient(NetworkingV1Api)
        .listNamespacedNetworkPolicy({ namespace: metadata!.name! });
      const deny = items.find((policy) => policy.metadata!.name === "default-deny");
      expect(deny!.spec).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    }
  });

  it("speaks TLS 1.3 only on every port of every pod", async () => {
    const { trustBundle } = await stack.outputs();
    const ports = {
      "object-store s3": 9000,
      "object-store health": 8404,
      "cache tls": 6379,
      "postgresql sql": 5432,
    };
    const reports: Record<string, Awaited<ReturnType<typeof probeTls>>> = {};
    for (const [pod, address] of stack.pods.addressesOf())
      for (const [label, port] of Object.entries(ports).filter(([each]) =>
        pod.startsWith(each.split(" ")[0]!),
      ))
        reports[`${pod} ${label.split(" ")[1]}`] = await probeTls(
          {
            host: address,
            port,
            servername: label.split(" ")[0]!,
            ...(label.endsWith("sql") ? { starttls: "postgresql" as const } : {}),
          },
          trustBundle,
        );
    keepTable("tls-kubernetes", tlsTable(reports), `TLS: ${Object.keys(reports).length} ports of pods`);
    expect(Object.keys(reports)).toHaveLength(2 * 6 + 1 + 3);
    for (const [port, report] of Object.entries(reports)) {
      expect(report["TLS 1.3, verified"], port).toMatchObject({ outcome: "accepted", protocol: "TLSv1.3" });
      expect(report["TLS 1.2"].outcome, port).toBe("refused");
      expect(report.plain.outcome, `${port}: ${report.plain.reason}`).toMatch(/^(refused|closed)$/);
    }
  });

  it("gives each role on the object store what the catalogue says", async () => {
    const attempts = await objectStoreAttempts(await stack.outputs());
    keepTable("roles-object-store-kubernetes", attemptsTable(attempts), attemptsSummary(attempts));
    expect(attempts.filter(({ seen }) => seen === "allowed").length).toBeGreaterThan(10);
    expect(attempts.filter(({ seen }) => seen === "denied").length).toBeGreaterThan(10);
    expect(differences(attempts)).toEqual([]);
  });

  postgresqlCluster(() => stack);
  searchCluster(() => stack);

  it("gives each role in the cluster what the catalogue says, and nothing anywhere else", async () => {
    const attempts = await clusterAttempts(stack.plane, {
      prefix: "lakehouse-prod",
      zones: ["application", "data", "edge"],
    });
    keepTable("roles-kubernetes", attemptsTable(attempts), attemptsSummary(attempts));
    expect(attempts.filter(({ seen }) => seen === "allowed").length).toBeGreaterThan(20);
    expect(attempts.filter(({ seen }) => seen === "denied").length).toBeGreaterThan(100);
    expect(differences(attempts)).toEqual([]);
  });

  it("reads and writes on while a whole zone's servers are gone", async () => {
    // Not the zone of the server through which this test asks.
    const pods = await stack.podsOf("object-store");
    const asked = pods.find(({ name }) => name === "object-store-0")!.zone;
    const lost = pods.filter(({ zone }) => zone === pods.find((each) => each.zone !== asked)!.zone);
    expect(lost).toHaveLength(2);
    for (const { name } of lost) await stack.pods.lose(name);
    expect(await read()).toBe(body);
    const client = await administrator();
    const other = { ...place, Key: "bronze/kubernetes/while-a-zone-is-lost" };
    await client.send(new PutObjectCommand({ ...other, Body: body }));
    for (const { name } of lost) await stack.pods.bringBack(name);
  });

  it(
    "changes sizes one server after the other, and replaces nothing that holds data",
    { timeout: 600_000 },
    async () => {
      const claims = async () =>
        (await stack.core.listPersistentVolumeClaimForAllNamespaces()).items
          .map(({ metadata }) => metadata!.uid)
          .sort();
      const uidsOf = async (workload: string) => (await stack.podsOf(workload)).map(({ uid }) => uid);
      const allUids = async () =>
        (await Promise.all(["object-store", "postgresql", "search-store"].map(uidsOf))).flat();
      const before = {
        claims: await claims(),
        pods: await allUids(),
      };
      expect(before.claims).toHaveLength(12 + 6 + 3 + 2);
      for (const [key, memory] of [
        ["lakehouse:objectStore", "640Mi"],
        ["lakehouse:postgresql", "320Mi"],
        ["lakehouse:searchStore", "1088Mi"],
      ] as const)
        stack.configure({ [key]: { ...stack.setting<object>(key), memory } });
      const { code, output } = await stack.make("up");
      expect(code, output).toBe(0);
      expect(output).not.toMatch(/replace/);
      expect(await claims()).toEqual(before.claims);
      const uids = await allUids();
      expect(uids).toHaveLength(6 + 3 + 3);
      expect(uids.filter((uid) => before.pods.includes(uid))).toEqual([]);
      expect([...stack.search!.nodes.ended].sort()).toEqual(
        (await stack.podsOf("search-store")).map(({ name }) => name).sort(),
      );
      expect(await read()).toBe(body);
    },
  );

  it(
    "brings what a lost zone ran back in another, and what has its drives there once it returns",
    { timeout: 600_000 },
    async () => {
      const [cache] = await stack.podsOf("cache");
      const lost = await stack.plane.loseZone(cache!.zone);
      expect(Object.keys(lost)).toHaveLength(2);
      await vi.waitFor(async () => {
        const [moved] = await stack.podsOf("cache");
        expect(moved!.uid).not.toBe(cache!.uid);
        expect(moved!.zone).not.toBe(cache!.zone);
        expect(moved!.ready).toBe(true);
      }, patience);
      const apart = await stack.podsOf("object-store");
      expect(perZone(apart.filter(({ zone }) => zone !== ""))).not.toHaveProperty(cache!.zone);
      expect(apart.filter(({ ready }) => ready)).toHaveLength(4);
      await stack.plane.returnZone(lost);
      await vi.waitFor(async () => {
        const pods = await stack.podsOf("object-store");
        expect(perZone(pods)).toEqual({ "zone-a": 2, "zone-b": 2, "zone-c": 2 });
        expect(pods.filter(({ ready }) => ready)).toHaveLength(6);
        const servers = await stack.podsOf("postgresql");
        expect(servers.filter(({ ready }) => ready)).toHaveLength(3);
        const nodes = await stack.podsOf("search-store");
        expect(perZone(nodes)).toEqual({ "zone-a": 1, "zone-b": 1, "zone-c": 1 });
      }, patience);
      // A server that is said to be ready reads, and not only once the others have let it in.
      expect(await readOfEach()).toEqual(
        Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`object-store-${index}`, body])),
      );
    },
  );

  clusterRests(() => stack);

  it("keeps secrets out of state, output and everything but Secrets", async () => {
    const { credentials } = await stack.outputs();
    const passwords = ["object-store", "postgresql", "search-store"].map(
      (service) => credentials[service]!["administrator"]!["password"]!,
    );
    for (const password of passwords) expect(password.length).toBeGreaterThanOrEqual(32);
    const kinds = "pods,configmaps,statefulsets,perconapgclusters,elasticsearches";
    const { stdout } = await stack.plane.kubectl("get", kinds, "-A", "-o", "json");
    expect(stdout).toContain("PerconaPGCluster");
    for (const text of [stack.stateFile(), stack.log, stdout])
      for (const secret of [...passwords, keyStoreToken]) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(Buffer.from(secret).toString("base64"));
      }
  });

  it(
    "is destroyed with everything it made but the drives, which the storage class keeps",
    { timeout: 600_000 },
    async () => {
      const { code, output } = await stack.make("destroy", { CONFIRM: "lakehouse-prod" });
      expect(code, output).toBe(0);
      const left = await stack.core.listNamespace({ labelSelector: "app.kubernetes.io/part-of" });
      expect(left.items).toEqual([]);
      const { items } = await stack.core.listPersistentVolume();
      expect(items.map(({ status }) => status!.phase)).toEqual(
        Array.from({ length: 12 + 6 + 3 + 2 }, () => "Released"),
      );
    },
  );

  it("declares nothing that the API server does not know, with the mesh too", async () => {
    const objects = golden
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .map(({ inputs }) => inputs as { kind: string; metadata: { name: string }; data?: unknown })
      // What is secret is not in a recorded graph.
      .map((each) => (each.kind === "Secret" ? { ...each, data: { any: "" } } : each));
    expect(objects.length).toBeGreaterThan(25);
    // What is in a namespace is looked at once the namespace is there.
    const namespaces = objects.filter(({ kind }) => kind === "Namespace");
    for (const { metadata } of namespaces) await stack.plane.kubectl("create", "namespace", metadata.name);
    const file = join(stack.plane.directory, "golden.json");
    writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
    const args = ["--server-side", "--dry-run=server", "--validate=strict", "--force-conflicts"];
    const { code, stdout, stderr } = await stack.plane.kubectl("apply", ...args, `--filename=${file}`);
    expect(code, stderr).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(objects.length);
  });
});
