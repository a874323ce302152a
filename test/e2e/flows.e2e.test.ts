import { readlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { flows, ports, prefix, topologies, type JobEnd, type TopologyName } from "./fixtures/flows/topology";
import { FlowsStack, type Settings } from "./flows-stack";
import { keepTable } from "./report";
import { flowsTable, host, probeFlows } from "./support/flows-probe";
import { httpsFrom, type HttpsAnswer } from "./support/https-from";
import { describeGateway } from "./parts/gateways";
import { behind } from "./support/namespaces";

/** Several workloads on one Docker host, from nothing to nothing; each test builds on the ones before it. */
describe("workloads joined by flows on a Docker host", () => {
  let stack: FlowsStack;

  beforeAll(async () => {
    stack = await FlowsStack.create();
  });
  // Whatever failed, nothing of ours stays on the engine.
  afterAll(() => stack?.remove());

  const up = async (settings: Settings) => {
    const { code, output } = await stack.up(settings);
    expect(code, output).toBe(0);
    return output;
  };
  /** Containers that are not the ones there were before. */
  const changedSince = async (before: Record<string, string>) => {
    const after = await stack.containerIds();
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((name) => before[name] !== after[name])
      .sort();
  };
  /** Process in a workload's network namespace. */
  const place = async (workload: string) => {
    const ids = await stack.containerIds();
    return (await stack.inspect(`${workload}-sandbox` in ids ? `${workload}-sandbox` : workload)).State.Pid;
  };
  /** The container that has a workload's place on its flows' networks. */
  const front = (workload: string) => {
    const part = { loader: "", vault: "-gateway" }[workload] ?? "-sandbox";
    return stack.inspect(workload + part);
  };
  /** What one workload's port answers to another that opens a flow to it, at each address its name leads to. */
  const answers = async (from: string, to: string, port: string, maxVersion?: "TLSv1.2") => {
    const ca = await stack.trustBundle();
    const { NetworkSettings } = await front(to);
    const shared = Object.entries(NetworkSettings.Networks).filter(([name]) =>
      name.startsWith(`${prefix}-${from}-${to}-`),
    );
    const number = (ports as Record<string, Record<string, number>>)[to]![port]!;
    const pid = await place(from);
    return Promise.all(
      shared.map(([, { IPAddress: address }]) =>
        httpsFrom(pid, { address, port: number, servername: to, ca, maxVersion }),
      ),
    );
  };
  const ok = (body: string): HttpsAnswer => ({ status: 200, body, protocol: "TLSv1.3" });
  /** What a published port of the dashboard answers. */
  const published = async (index: number) =>
    httpsFrom(undefined, {
      address: "127.0.0.1",
      port: stack.hostPorts[index]!,
      servername: "localhost",
      ca: await stack.trustBundle(),
    });
  const attempted = (topology: TopologyName) =>
    probeFlows({ docker: stack.docker, stack: prefix, flows: topologies[topology].flows, ports });
  const probe = async (topology: TopologyName) => {
    const attempts = await attempted(topology);
    expect(attempts.filter((each) => each.expected !== each.open)).toEqual([]);
    return attempts;
  };

  it.each<[TopologyName, string]>([
    ["a number twice", "flow warehouse -> loader:hook: number 4 is taken; give it the next free one."],
    [
      "a number the pool does not hold",
      "lakehouse:network.pool 10.217.0.0/24 holds flows 0 to 31, but flow 32 is needed; configure a larger pool, for example 10.217.0.0/23.",
    ],
    [
      "a port the workload does not have",
      "flow warehouse -> loader:hok: workload 'loader' has no port 'hok'; its ports: hook.",
    ],
    [
      "a published port without a flow",
      "port warehouse.query is published, but no flow from the operator leads there; add the flow, or do not publish it.",
    ],
    [
      "a flow from the operator without a published port",
      "a flow from the operator leads to dashboard.status, which is not published; give it a host port, or remove the flow.",
    ],
    [
      "a workload that is not in the list",
      "workload 'island' is not in this stack's list (dashboard, warehouse, loader); add it there.",
    ],
    [
      "a gateway without a number",
      "workload 'vault' listens everywhere and needs a gateway; give it a number in flows.ts.",
    ],
    [
      "a native port behind a gateway",
      "workload 'loader' listens everywhere, so all its ports must be 'terminated'; 'hook' is not.",
    ],
    [
      "a number of a gateway and of a flow",
      "flow warehouse -> loader:hook: number 6 is taken; give it the next free one.",
    ],
    ["a number of two gateways", "gateway of 'warehouse': number 6 is taken; give it the next free one."],
    [
      "two servers at one port number",
      "the gateway of 'vault' would lead to two workloads at port 8443, one of them 'dashboard'.",
    ],
  ])("refuses %s with one clear error, and creates nothing", async (topology, message) => {
    const { code, output } = await stack.up({ topology });
    expect(code).not.toBe(0);
    const errors = [...output.matchAll(/error: (.*)/g)].map((match) => match[1]);
    expect(new Set(errors), output).toEqual(new Set([message]));
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(await stack.objects()).toEqual({ containers: [], networks: [], volumes: [] });
  });

  it("comes up, and a second time without a change", async () => {
    await up({});
    const ids = await stack.containerIds();
    expect(await up({})).toMatch(/\d+ unchanged/);
    expect(await changedSince(ids)).toEqual([]);
  });

  it("opens exactly what the flow list says, from everywhere to every port", async () => {
    const attempts = await probe("sound");
    const open = attempts.filter((each) => each.open && each.from !== each.to);
    keepTable(
      "flows-fixture",
      flowsTable(attempts),
      `Flows of the fixture: ${attempts.length} connections tried, ${open.length} open between different ends`,
    );
    const seen = open.map(({ from, to, port, portName }) => `${from} -> ${to}:${portName ?? port}`);
    expect([...new Set(seen)].sort()).toEqual(
      [
        "dashboard -> loader:hook",
        "dashboard -> vault:box",
        "dashboard -> warehouse:query",
        // What the vault listens with, in plain, on the network of the two.
        `vault -> ${behind("vault")}:5443`,
        `vault -> ${behind("vault")}:5943`,
        "vault -> warehouse:admin",
        "vault -> warehouse:query",
        `${behind("vault")} -> vault:8443`,
        `${behind("vault")} -> vault:9443`,
        `${host} -> dashboard:status`,
        `${host} -> dashboard:web`,
        "loader -> warehouse:admin",
        "loader -> warehouse:query",
      ].sort(),
    );
  });

  it("puts a workload without a flow on no network, and makes none for a flow with one end", async () => {
    const { NetworkSettings } = await stack.inspect("island-sandbox");
    expect(Object.keys(NetworkSettings.Networks)).toEqual(["none"]);
    const running = flows.filter(({ to }) => to !== "archive");
    expect((await stack.objects()).networks).toEqual(
      [
        ...running.map(({ from, to, port }) => `${prefix}-${from}-${to}-${port}`),
        `${prefix}-vault-gateway`,
      ].sort(),
    );
  });

  describeGateway({
    stack: () => stack,
    place,
    attempted: () => attempted("sound"),
  });

  it.each([
    ["dashboard", "warehouse", "query", 1],
    ["dashboard", "loader", "hook", 1],
    ["dashboard", "vault", "box", 1],
    ["loader", "warehouse", "query", 2],
    ["loader", "warehouse", "admin", 2],
  ])("answers %s on %s:%s over verified TLS 1.3 only", async (from, to, port, addresses) => {
    const seen = await answers(from, to, port);
    expect(seen).toEqual(Array(addresses).fill(ok(`${to} ${port} greets`)));
    const old = await answers(from, to, port, "TLSv1.2");
    const refusal = { error: expect.stringContaining("tlsv1 alert protocol version") as string };
    expect(old).toEqual(Array(addresses).fill(refusal));
  });

  it("publishes each port of one workload", async () => {
    expect(await published(0)).toEqual(ok("dashboard web greets"));
    expect(await published(1)).toEqual(ok("dashboard status greets"));
  });

  it.each(["dashboard", "dashboard-terminator"])(
    "restarts %s when its main process is killed, in the same sandbox",
    async (container) => {
      const namespaceOf = (pid: number) => readlinkSync(`/proc/${pid}/ns/net`);
      const sandbox = (await stack.inspect("dashboard-sandbox")).State;
      const before = await stack.inspect(container);
      process.kill(before.State.Pid, "SIGKILL");
      await vi.waitFor(
        async () => {
          const { State, RestartCount } = await stack.inspect(container);
          expect(RestartCount).toBe(before.RestartCount + 1);
          expect(State.Running).toBe(true);
          expect(namespaceOf(State.Pid)).toBe(namespaceOf(sandbox.Pid));
          expect(await published(0)).toEqual(ok("dashboard web greets"));
        },
        { timeout: 30_000, interval: 200 },
      );
      expect((await stack.inspect("dashboard-sandbox")).State).toEqual(sandbox);
    },
  );

  it("replaces, when one workload's file changes, what carries it and what reads it", async () => {
    const before = await stack.containerIds();
    await up({ greetings: { warehouse: "greets anew" } });
    expect(await changedSince(before)).toEqual(["warehouse", "warehouse-files"]);
    expect(await answers("dashboard", "warehouse", "query")).toEqual([ok("warehouse query greets anew")]);
  });

  it("replaces, when a flow is added, its two ends and nothing else", async () => {
    const before = await stack.containerIds();
    await up({ topology: "one flow more", greetings: { warehouse: "greets anew" } });
    expect(await changedSince(before)).toEqual([
      "loader",
      "loader-files",
      "warehouse",
      "warehouse-sandbox",
      "warehouse-terminator",
    ]);
    expect(await answers("warehouse", "loader", "hook")).toEqual([ok("loader hook greets")]);
    await probe("one flow more");
  });

  it("runs what depends on a job after it, and not at all when it fails or takes too long", async () => {
    const settings = { topology: "one flow more", greetings: { warehouse: "greets anew" } } as const;
    await up({ ...settings, job: "ends well" });
    const before = await stack.containerIds();
    expect(Object.keys(before)).toEqual(expect.arrayContaining(["first", "second"]));
    for (const [job, said] of Object.entries({
      fails: /error: job first ended with exit code 7; it said last:\s+the disk is full/,
      "takes too long":
        /error: job first was killed, or ended after its 2 s .*; it said last:\s+waiting for ever/,
    })) {
      const { code, output } = await stack.up({ ...settings, job: job as JobEnd });
      expect(code, output).not.toBe(0);
      expect(output).toMatch(said);
      // One failure, one error.
      expect(output.match(/^\s*error:/gm)).toHaveLength(1);
      expect(await changedSince(before)).toEqual(["first"]);
    }
    await up({ ...settings, job: "ends well" });
    expect(await changedSince(before)).toEqual(["first"]);
  });

  it("is destroyed with everything it had", async () => {
    const { code, output } = await stack.destroy();
    expect(code, output).toBe(0);
    expect(await stack.objects()).toEqual({ containers: [], networks: [], volumes: [] });
    expect(await stack.newVolumes()).toEqual([]);
    expect(stack.hasState()).toBe(false);
  });
});
