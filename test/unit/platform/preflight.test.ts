import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync } from "node:fs";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { imageReference } from "../../../components/platform/images";
import type { Volume } from "../../../components/platform/workload";
import { inspectHost, type HostRequirements } from "../../../components/platform/docker-host/preflight";

/** What a stand-in for the engine's API answers, by path. */
const answers = (): Record<string, unknown> => ({
  "/version": { ApiVersion: "1.41", Version: "20.10.24" },
  "/info": { SystemTime: new Date().toISOString(), NCPU: 4, MemTotal: 8 * 2 ** 30, DockerRootDir: tmpdir() },
  "/containers/json": [],
  "/networks": [{ Name: "bridge", IPAM: { Config: [{ Subnet: "172.17.0.0/16" }] } }],
});

/** What of a list has the label that is asked for, as the engine's own filter. */
function labelled(answer: unknown, filters: string | null): unknown {
  const [label] = filters === null ? [] : ((JSON.parse(filters) as { label?: string[] }).label ?? []);
  if (!Array.isArray(answer) || label === undefined) return answer;
  const [key = "", value] = label.split("=");
  return (answer as { Labels?: Record<string, string> }[]).filter(({ Labels }) => Labels?.[key] === value);
}

let directory: string;
let engine: Server;
let engineAnswers: Record<string, unknown>;
/** What the engine hears of its registry; undefined: nothing. */
let registryAnswers: object | undefined;
let needs: HostRequirements;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "preflight-"));
  engineAnswers = answers();
  registryAnswers = { Descriptor: {} };
  engine = createHttpServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://engine");
    const path = pathname.replace(/^\/v[\d.]+/, "");
    const answer = path.startsWith("/distribution/")
      ? registryAnswers
      : labelled(engineAnswers[path], searchParams.get("filters"));
    response.statusCode = answer === undefined ? 404 : 200;
    response.end(JSON.stringify(answer ?? { message: "no such thing" }));
  });
  const socket = join(directory, "docker.sock");
  await new Promise<void>((resolve) => engine.listen(socket, resolve));
  needs = {
    address: `unix://${socket}`,
    stack: "lakehouse-test",
    lifecycle: "running",
    images: "registry",
    footprints: [
      { workload: "one", image: "haproxy", memory: "768Mi" },
      { workload: "two", image: "haproxy", memory: "512Mi" },
    ],
    memory: { budget: "8Gi", reserved: "1Gi" },
    minimumFreeDisk: "1Gi",
    storage: { plain: [] },
    pool: "10.219.0.0/24",
    publish: { address: "127.0.0.1", ports: [] },
  };
});
afterEach(() => engine.close());

const refused = (message: RegExp) => expect(inspectHost(needs)).rejects.toThrow(message);

describe("the look at the host", () => {
  it("finds what the topology asks for", async () => {
    expect(await inspectHost(needs)).toEqual({ cpus: 4, notices: [] });
  });

  it("warns of too few CPUs and goes on", async () => {
    engineAnswers["/info"] = { ...(engineAnswers["/info"] as object), NCPU: 2 };
    const { cpus, notices } = await inspectHost(needs);
    expect(cpus).toBe(2);
    expect(notices).toEqual([expect.stringMatching(/has 2 CPUs.*made for 4/)]);
  });

  it("refuses when no engine answers", async () => {
    needs.address = `unix://${directory}/nothing.sock`;
    await refused(/No Docker Engine answers at .*nothing\.sock \(ENOENT\)[\s\S]*systemctl start docker/);
  });

  it("refuses an engine that is too old", async () => {
    engineAnswers["/version"] = { ApiVersion: "1.40", Version: "19.03" };
    await refused(/version 19\.03 \(API 1\.40\); at least 20\.10/);
  });

  it("refuses too little memory, with both figures", async () => {
    engineAnswers["/info"] = { ...(engineAnswers["/info"] as object), MemTotal: 2 * 2 ** 30 };
    await refused(
      /has 2\.0 GiB of memory, 1Gi of it .* need 1\.3 GiB[\s\S]*one +768 MiB[\s\S]*together +1280 MiB[\s\S]*Remedy: lower the largest of these limits/,
    );
  });

  it("refuses too little disk", async () => {
    needs.minimumFreeDisk = "1000000Gi";
    await refused(/data root .* has [\d.]+ GiB free; 1000000\.0 GiB is needed/);
  });

  it("refuses a pool that another network overlaps, but not one of its own networks", async () => {
    const network = { Name: "others", IPAM: { Config: [{ Subnet: "10.219.0.8/29" }] } };
    engineAnswers["/networks"] = [network];
    await refused(/pool 10\.219\.0\.0\/24 overlaps 10\.219\.0\.8\/29 of the Docker network 'others'/);
    engineAnswers["/networks"] = [{ ...network, Labels: { "lakehouse.stack": "lakehouse-test" } }];
    await inspectHost(needs);
  });

  it("refuses a port that is taken, but not by its own container", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    needs.publish.ports = [port];
    await refused(new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken by another process`));
    const container = (stack: string) => ({
      Id: "c1",
      Names: ["/x"],
      Labels: { "lakehouse.stack": stack },
      Ports: [{ PublicPort: port }],
    });
    engineAnswers["/containers/json"] = [container("lakehouse-other")];
    await refused(/is taken by container 'x'/);
    const PortBindings = { "5432/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] };
    engineAnswers["/containers/c1/json"] = { HostConfig: { PortBindings } };
    engineAnswers["/containers/json"] = [container("lakehouse-test")];
    await inspectHost(needs);
    // An engine that starts it again takes its port before it calls it running.
    engineAnswers["/containers/json"] = [{ ...container("lakehouse-test"), Ports: [] }];
    await inspectHost(needs);
    other.close();
  });

  it("looks before a stack starts that is disposable from the first, and not before one is removed", async () => {
    needs.minimumFreeDisk = "1000000Gi";
    engineAnswers["/volumes"] = { Volumes: [] };
    needs.lifecycle = "disposable";
    await refused(/1000000\.0 GiB is needed/);
    engineAnswers["/volumes"] = { Volumes: [{ Name: "lakehouse-test-data" }] };
    await inspectHost(needs);
    needs.lifecycle = "stopped";
    await inspectHost(needs);
  });

  it("says that the volume which held keys is missing, whatever else is wrong with its place", async () => {
    const keys: Volume = { path: "/keys", size: "1Gi", encryption: { at: "volume" } };
    needs.footprints = [{ workload: "one", image: "haproxy", memory: "64Mi", volumes: { keys } }];
    engineAnswers["/volumes/lakehouse-test-one-keys"] = { Options: { device: `${directory}/gone/keys` } };
    const missing = /volume that held one-keys of this stack is missing: \S+\/gone\/keys not found\./;
    for (const encryptedPath of [undefined, `${directory}/gone`]) {
      needs.storage = { plain: [], encryptedPath };
      await refused(missing);
    }
    await refused(/Remedy: run 'make volume', .* lost for good, .*'make destroy', then 'make volume'/);
    engineAnswers["/volumes/lakehouse-test-one-keys"] = { Options: { device: directory } };
    await refused(/one-keys holds data that no process encrypts, and \S+ \S+\/gone is not there/);
  });

  it("refuses an address the host does not have", async () => {
    needs.publish = { address: "192.0.2.1", ports: [19999] };
    await refused(
      /Port 19999 on 192\.0\.2\.1 is not an address of this host\.\n +Remedy: set lakehouse:publish\.address to one/,
    );
  });

  it("refuses missing local images, with the command that builds them", async () => {
    needs.images = "local";
    await refused(
      /'local', and these images are not on the engine: localhost\/lakehouse\/haproxy[\s\S]*make images/,
    );
  });

  it("refuses images that can neither be found nor pulled, before anything is made for them", async () => {
    registryAnswers = undefined;
    await refused(
      /The engine has no haproxy:\S+, and cannot pull: no such thing\.[\s\S]*make up IMAGES=local/,
    );
    engineAnswers[`/images/${imageReference("haproxy", "registry")}/json`] = { Id: "sha256:1" };
    await inspectHost(needs);
  });

  it.each([
    [-6, /clock says \S+, 6 minutes behind this machine's/],
    [6, /clock says \S+, 6 minutes ahead of this machine's/],
  ])("refuses an engine whose clock is %i minutes off", async (minutes, message) => {
    const clock = (off: number) => new Date(Date.now() + off * 60_000).toISOString();
    const info = engineAnswers["/info"] as object;
    engineAnswers["/info"] = { ...info, SystemTime: clock(minutes) };
    await refused(message);
    engineAnswers["/info"] = { ...info, SystemTime: clock(minutes * 0.7) };
    await inspectHost(needs);
  });

  it("asks a stopped stack for nothing but an engine", async () => {
    needs.lifecycle = "stopped";
    needs.minimumFreeDisk = "1000000Gi";
    await inspectHost(needs);
  });

  // Only root can give a socket away, and give up the right to use it all the same.
  it.runIf(process.getuid?.() === 0)("refuses a user without the right to use the engine", () => {
    const socket = join(directory, "docker.sock");
    chownSync(socket, 65534, 65534);
    chmodSync(socket, 0o600);
    const preflight = join(__dirname, "../../../components/platform/docker-host/preflight");
    const code = `require(${JSON.stringify(preflight)}).inspectHost(${JSON.stringify(needs)}).catch((e) => console.log(e.message))`;
    const program = [process.execPath, "--import", "tsx", "-e", code];
    const output = execFileSync("setpriv", ["--bounding-set=-dac_override,-dac_read_search", ...program], {
      encoding: "utf8",
      cwd: join(__dirname, "../../.."),
    });
    expect(output).toMatch(/This user may not use the Docker Engine[\s\S]*group 'docker'/);
  });
});
