import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import Docker from "dockerode";
import { pack } from "tar-stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { capture, findOnPath } from "../../tools/pulumi/process";
import { EngineApart } from "../drills/support/engine-apart";
import { installDebianPackages } from "../images/requirements";
import { Neighbour, reachesFrom } from "./support/neighbours";

const root = join(__dirname, "..", "..");
/** The host's address for other machines, as for documentation (RFC 5737). */
const outside = "192.0.2.10";
const [edge, flight] = [443, 32010];
const [allowed, other] = ["10.220.1", "10.220.2"];
/** Of a container on a network of the stack's. */
const container = "10.219.0.3";
const listen = (port: number, address?: string) =>
  `require("node:net").createServer((socket) => socket.end()).listen(${JSON.stringify({ port, host: address })})`;

/** An image of nothing: a container of it lives on the host's own programs. */
async function emptyImage(docker: Docker): Promise<void> {
  const tar = pack();
  for (const name of ["bin", "lib", "lib64"]) tar.entry({ name, type: "symlink", linkname: `usr/${name}` });
  tar.finalize();
  await docker.importImage(tar, { repo: "lakehouse-test/empty", tag: "1" });
}

/** A port that the engine publishes as it does the edge's, from a container at 8443. */
async function publish(docker: Docker): Promise<void> {
  await emptyImage(docker);
  await docker.createNetwork({
    Name: "published",
    IPAM: { Config: [{ Subnet: "10.219.0.0/29", Gateway: "10.219.0.1" }] },
    Options: { "com.docker.network.bridge.enable_ip_masquerade": "false" },
  });
  const made = await docker.createContainer({
    Image: "lakehouse-test/empty:1",
    Entrypoint: ["/node", "-e", listen(8443)],
    ExposedPorts: { "8443/tcp": {} },
    HostConfig: {
      Binds: ["/usr:/usr:ro", `${process.execPath}:/node:ro`],
      NetworkMode: "published",
      PortBindings: { "8443/tcp": [{ HostIp: outside, HostPort: String(edge) }] },
    },
    NetworkingConfig: { EndpointsConfig: { published: { IPAMConfig: { IPv4Address: container } } } },
  });
  await made.start();
}

describe("the host's firewall", () => {
  let engine: EngineApart;
  let docker: Docker;
  let host: string;
  let [friend, stranger]: Neighbour[] = [];
  let listener: ChildProcess;
  const home = mkdtempSync(join(tmpdir(), "lakehouse-firewall-"));

  beforeAll(async () => {
    if (!findOnPath("nft"))
      await installDebianPackages(["nftables"], "The host's firewall is tried with nft");
    engine = await EngineApart.create(2 ** 30);
    host = basename(engine.within[1]!);
    await capture("ip", ["-n", host, "address", "add", `${outside}/32`, "dev", "lo"]);
    friend = await Neighbour.join(host, "friend", allowed);
    stranger = await Neighbour.join(host, "stranger", other);
    await engine.start();
    docker = new Docker({ socketPath: engine.host.replace("unix://", "") });
    await publish(docker);
    // What a port is like that a process of the engine's own forwards.
    const [enter, ...args] = [...engine.within, process.execPath, "-e", listen(flight, outside)];
    listener = spawn(enter, args, { stdio: "ignore" });
  });

  afterAll(async () => {
    listener?.kill();
    for (const { Id } of (await docker?.listContainers({ all: true })) ?? [])
      await docker.getContainer(Id).remove({ force: true });
    for (const each of [friend, stranger]) await each?.leave();
    await engine?.remove();
    rmSync(home, { recursive: true, force: true });
  });

  /** Runs `make firewall` on the host, as an operator does. */
  async function make(more: Record<string, string> = {}, firewall: object = {}) {
    const file = join(home, "overrides.yaml");
    const config = {
      "lakehouse:name": "lakehouse-e2e",
      "lakehouse:network": { pool: "10.219.0.0/20" },
      "lakehouse:edge": { domain: "lake.example.org" },
      "lakehouse:publish": { edge, flight, outside },
      "lakehouse:firewall": { edge: [`${allowed}.0/24`], flight: [`${other}.0/24`], ...firewall },
    };
    writeFileSync(file, stringify({ config }));
    const [enter, ...args] = [...engine.within, "make", "--no-print-directory", "firewall"];
    const env = {
      ...process.env,
      ...{ DOCKER_HOST: engine.host, LAKEHOUSE_HOME: home, LAKEHOUSE_CONFIG: file, STACK: "dev" },
      ...more,
    };
    const { code, stdout, stderr } = await capture(enter, args, { cwd: root, env });
    expect(code, stderr).toBe(0);
    return stdout;
  }

  /** Who reaches what, in the order: edge, Flight, the edge's container itself. */
  const reached = (from: Neighbour) =>
    Promise.all([from.reaches(outside, edge), from.reaches(outside, flight), from.reaches(container, 8443)]);

  it("lets everybody in while there are no rules", async () => {
    for (const port of [edge, flight])
      await expect.poll(() => reachesFrom(engine.within, outside, port), { timeout: 10_000 }).toBe(true);
    for (const each of [friend!, stranger!]) expect((await reached(each)).slice(0, 2)).toEqual([true, true]);
  });

  it("lets in whom the configuration names, to the port it names, and nobody to a container itself", async () => {
    expect(await make()).toMatch(
      /Table inet perimeter_lakehouse_e2e is in force\.\nedge is published on 192\.0\.2\.10:443 for/,
    );
    expect(await reached(friend!)).toEqual([true, false, false]);
    expect(await reached(stranger!)).toEqual([false, true, false]);
    for (const port of [edge, flight]) expect(await reachesFrom(engine.within, outside, port)).toBe(true);
  });

  it("is not changed by the same again, and by other networks at once", async () => {
    expect(await make()).toMatch(/is in force: no change\./);
    const both = { edge: [`${allowed}.0/24`, "10.220.0.0/16"] };
    expect(await make({}, both)).not.toMatch(/no change/);
    expect(await stranger!.reaches(outside, edge)).toBe(true);
    await make();
    expect(await stranger!.reaches(outside, edge)).toBe(false);
  });

  it("holds when the engine makes its own rules anew", async () => {
    await engine.end("SIGTERM");
    await engine.start();
    await docker.getContainer((await docker.listContainers({ all: true }))[0]!.Id).start();
    await expect.poll(() => friend!.reaches(outside, edge), { timeout: 10_000 }).toBe(true);
    expect(await reached(stranger!)).toEqual([false, true, false]);
  });

  it("is taken away, and loaded from a file", async () => {
    expect(await make({ REMOVE: "yes" })).toContain("Table inet perimeter_lakehouse_e2e is gone.");
    expect(await make({ REMOVE: "yes" })).toContain("nothing to remove");
    expect(await stranger!.reaches(outside, edge)).toBe(true);
    const file = join(home, "rules.nft");
    await make({ FILE: file });
    expect(readFileSync(file, "utf8")).toContain("table inet perimeter_lakehouse_e2e");
    expect(await stranger!.reaches(outside, edge)).toBe(true);
    const [enter, ...args] = [...engine.within, "nft", "-f", file];
    expect(await capture(enter, args)).toMatchObject({ code: 0 });
    expect(await stranger!.reaches(outside, edge)).toBe(false);
  });
});
