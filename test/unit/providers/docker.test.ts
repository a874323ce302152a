import { readFileSync } from "node:fs";
import type { ContainerInspectInfo } from "dockerode";
import { extract } from "tar-stream";
import { expect, test } from "vitest";
import { connect } from "../../providers/docker/client";
import { demultiplex } from "../../providers/docker/container-logs";
import { createRequest } from "../../providers/docker/container-request";
import { containerState } from "../../providers/docker/container-state";
import { archiveOf } from "../../providers/docker/container-upload";
import { docker } from "../../providers/docker/provider";
import { formatCpus, formatDuration, parseDuration } from "../../providers/docker/values";
import type { Values } from "../../providers/runtime";
import { checkResource, fill } from "../../providers/runtime/check";
import { diffResource } from "../../providers/runtime/diff";
import { plain } from "../../providers/runtime/wire";

const CONTAINER = "docker:index/container:Container";

function typeOf(token: string): (typeof docker.resources)[string] {
  const type = docker.resources[token];
  if (type === undefined) throw new Error(`no ${token}`);
  return type;
}

function check(news: Values): { inputs: Values; failures: string[] } {
  const { inputs, failures } = checkResource(typeOf(CONTAINER), `urn:pulumi:s::p::${CONTAINER}::c`, {}, news);
  return { inputs, failures: failures.map(({ property, reason }) => `${property} ${reason}`) };
}

/** The state the official provider would have after a create, where the engine takes arguments as they are. */
function diffs(state: Values, before: Values, after: Values): Record<string, string> {
  const { inputs } = check(after);
  const { changes } = diffResource(typeOf(CONTAINER), {
    state: { ...fill(plain(check(before).inputs), typeOf(CONTAINER).inputs), ...state },
    oldInputs: plain(check(before).inputs),
    inputs: plain(inputs),
    ignoreChanges: [],
    defaulted: [],
  });
  return Object.fromEntries(
    Object.entries(changes).map(([name, { kind, replaces }]) => [name, replaces ? `${kind}, replace` : kind]),
  );
}

test.each([
  ["container", CONTAINER],
  ["network", "docker:index/network:Network"],
  ["volume", "docker:index/volume:Volume"],
  ["remoteImage", "docker:index/remoteImage:RemoteImage"],
])("every argument of the SDK's %s is either supported or refused as left out", (file, token) => {
  const source = readFileSync(require.resolve(`@pulumi/docker/${file}.js`), "utf8");
  const sdk = [...source.matchAll(/resourceInputs\["(\w+)"\] = \(?args\?/g)].map(([, name]) => name).sort();
  const type = typeOf(token);
  const ours = [...Object.keys(type.inputs), ...(type.unsupported ?? [])];
  const computedOnly = type.outputs ?? {};
  expect(ours.filter((name) => !(name in computedOnly) || sdk.includes(name)).sort()).toEqual(sdk);
});

test("a container's arguments become the engine's request", () => {
  const { inputs, failures } = check({
    name: "c",
    image: "i",
    cpus: "0.5",
    memory: 64,
    memorySwap: -1,
    init: true,
    volumes: [
      { containerPath: "/files" },
      { containerPath: "/data", volumeName: "v" },
      { containerPath: "/ro", volumeName: "v", readOnly: true },
    ],
    ports: [
      { internal: 80, external: 8080, ip: "127.0.0.1" },
      { internal: 53, protocol: "udp" },
    ],
    healthcheck: { tests: ["CMD", "true"], interval: "1m30s" },
  });
  expect(failures).toEqual([]);
  const request = createRequest(fill(plain(inputs), typeOf(CONTAINER).inputs));
  expect(request).toMatchObject({
    name: "c",
    Image: "i",
    Volumes: { "/files": {}, "/data": {}, "/ro": {} },
    ExposedPorts: { "80/tcp": {}, "53/udp": {} },
    Healthcheck: { Test: ["CMD", "true"], Interval: 90e9, Retries: 0 },
    HostConfig: {
      Binds: ["v:/data:rw", "v:/ro:ro"],
      NanoCpus: 5e8,
      Memory: 64 * 1024 * 1024,
      MemorySwap: -1,
      Init: true,
      NetworkMode: "bridge",
      ReadonlyRootfs: false,
      RestartPolicy: { Name: "no" },
      PortBindings: {
        "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "8080" }],
        "53/udp": [{ HostIp: "0.0.0.0", HostPort: "0" }],
      },
    },
  });
  expect(request).not.toHaveProperty("Cmd");
});

test("what a change does is what the official provider's schema says", () => {
  const base = { name: "c", image: "i", memory: 64, memorySwap: 64, envs: ["A=1", "B=2"] };
  expect(diffs({}, base, { ...base, envs: ["B=2", "A=1"] })).toEqual({});
  expect(diffs({}, base, { ...base, memory: 96, restart: "always" })).toEqual({
    memory: "update",
    restart: "update",
  });
  expect(diffs({}, base, { ...base, image: "j", networkMode: "none" })).toEqual({
    image: "update, replace",
    networkMode: "update, replace",
  });
  const withoutEnvironment = { name: "c", image: "i", memory: 64, memorySwap: 64 };
  expect(diffs({}, base, withoutEnvironment)).toEqual({});
  expect(diffs({ mustRun: false }, base, base)).toEqual({ mustRun: "update" });
  expect(diffs({ user: "image" }, base, base)).toEqual({});
});

/** Arguments of `docker_container` without ForceNew (terraform-provider-docker, resource_docker_container.go). */
const IN_PLACE =
  "attach cpuShares destroyGraceSeconds healthcheck init logs maxRetryCount memory memoryReservation memorySwap " +
  "mustRun removeVolumes restart rm start tmpfs wait waitTimeout";

test("exactly the arguments without ForceNew change in place", () => {
  const { inputs } = typeOf(CONTAINER);
  const ours = Object.keys(inputs).filter((name) => inputs[name]?.forceNew !== true);
  expect(ours.sort().join(" ")).toBe(IN_PLACE);
});

test("a container is deleted before its replacement, also under a new name", () => {
  const inputs = { name: "c", image: "i" };
  const given = { state: inputs, oldInputs: inputs, ignoreChanges: [], defaulted: ["name"] };
  const difference = diffResource(typeOf(CONTAINER), { ...given, inputs: { name: "d", image: "i" } });
  expect(difference.replaces).toContain("name");
  expect(difference.deleteBeforeReplace).toBe(true);
});

test("a swap limit the engine chose is a change, as Terraform sees it", () => {
  const base = { name: "c", image: "i", memory: 64 };
  expect(diffs({ memorySwap: 128 }, base, base)).toEqual({ memorySwap: "delete" });
});

test("rules beyond types", () => {
  const { failures } = check({
    image: "i",
    cpus: "many",
    healthcheck: { interval: "1 minute" },
    uploads: [
      { file: "/a" },
      { file: "/b", content: "x", permissions: "440" },
      { file: "/c", content: "x", owner: "postgres" },
    ],
    volumes: [{ volumeName: "v" }, { fromContainer: "c:ro" }],
  });
  expect(failures.map((failure) => failure.split(" ")[0])).toEqual([
    "healthcheck.interval",
    "uploads[0]",
    "uploads[1].permissions",
    "uploads[2].owner",
    "volumes[0]",
    "cpus",
  ]);
});

test("an upload is one file with its owner, group and permissions", async () => {
  const archive = await archiveOf({
    file: "/run/secrets/key",
    contentBase64: Buffer.from([0, 255]).toString("base64"),
    permissions: "0400",
    owner: "26",
    group: "27",
  });
  const entries: { name: string; mode?: number; uid?: number; gid?: number; data: Buffer }[] = [];
  const reader = extract();
  reader.on("entry", ({ name, mode, uid, gid }, stream, next) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      entries.push({ name, mode, uid, gid, data: Buffer.concat(chunks) });
      next();
    });
  });
  await new Promise<void>((resolve) => {
    reader.on("finish", () => resolve());
    reader.end(archive);
  });
  expect(entries).toEqual([
    { name: "run/secrets/key", mode: 0o400, uid: 26, gid: 27, data: Buffer.from([0, 255]) },
  ]);
});

test("permissions default to 0644, or 0744 when executable", async () => {
  const modeOf = async (executable: boolean): Promise<number> => {
    const archive = await archiveOf({ file: "a", content: "x", executable });
    return Number.parseInt(archive.subarray(100, 107).toString(), 8);
  };
  expect(await modeOf(false)).toBe(0o644);
  expect(await modeOf(true)).toBe(0o744);
});

test("log frames of both streams become one text", () => {
  const frame = (stream: number, text: string): Buffer => {
    const header = Buffer.alloc(8);
    header[0] = stream;
    header.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([header, Buffer.from(text)]);
  };
  expect(demultiplex(Buffer.concat([frame(1, "out\n"), frame(2, "err\n")]))).toBe("out\nerr\n");
});

test.each([
  ["0s", 0, "0s"],
  ["1500ms", 1.5e9, "1.5s"],
  ["90s", 9e10, "1m30s"],
  ["1m", 6e10, "1m0s"],
  ["1h", 3.6e12, "1h0m0s"],
])("the duration %s is %d ns and reads back as %s", (text, nanoseconds, back) => {
  expect(parseDuration(text)).toBe(nanoseconds);
  expect(formatDuration(nanoseconds)).toBe(back);
});

test("CPUs read back as the official provider writes them", () => {
  expect([5e8, 1e9, 1.5e9, 2.5e8].map(formatCpus)).toEqual(["0.5", "1.0", "1.5", "0.25"]);
});

test("a stopped container that must run is recorded so that the next update starts it", () => {
  const inspected = {
    Id: "x",
    Name: "/c",
    Image: "sha256:1",
    State: { Running: false, ExitCode: 3 },
    Config: { Image: "i", Cmd: ["run"], Hostname: "h", User: "26" },
    HostConfig: { Memory: 64 * 1024 * 1024, CapDrop: ["ALL"], RestartPolicy: { Name: "no" } },
    NetworkSettings: { Networks: {}, Ports: {} },
  } as unknown as ContainerInspectInfo;
  expect(containerState(inspected, { image: "i", mustRun: true, ports: [{ internal: 80 }] })).toMatchObject({
    mustRun: false,
    exitCode: 3,
    memory: 64,
    ports: [],
    command: ["run"],
    capabilities: { adds: [], drops: ["ALL"] },
  });
  expect(containerState(inspected, { image: "sha256:1", mustRun: false })).toMatchObject({
    mustRun: false,
    image: "sha256:1",
  });
});

test("the engine's address is read from host; others are refused with what is allowed", () => {
  expect(connect({ host: "unix:///run/d.sock" }).docker.modem).toMatchObject({ socketPath: "/run/d.sock" });
  expect(connect({ host: "tcp://h:2375" }).docker.modem).toMatchObject({ host: "h", port: "2375" });
  expect(() => connect({ host: "ssh://h" })).toThrow(/"ssh:\/\/h".*unix:\/\/.*tcp:\/\//);
});
