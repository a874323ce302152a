import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Finding } from "../../../components/platform/docker-host/host-checks";
import { findings, report } from "../../../tools/doctor";
import { openWorkspace } from "../../../tools/workspace";

const like = (pattern: RegExp) => expect.stringMatching(pattern) as string;

let root: string;
let engine: Server | undefined;
let env: NodeJS.ProcessEnv;

const volume = (name: string) => ({
  urn: "urn:pulumi:dev::lakehouse::docker:index/volume:Volume::data",
  type: "docker:index/volume:Volume",
  custom: true,
  inputs: { labels: [{ label: "lakehouse.stack", value: name }] },
});

/** An engine that has nothing, on a host that has enough. */
async function startEngine(answers: Record<string, unknown> = {}): Promise<void> {
  const all: Record<string, unknown> = {
    "/version": { ApiVersion: "1.45", Version: "26.1.5" },
    "/info": { NCPU: 4, MemTotal: 16 * 2 ** 30, DockerRootDir: root, SystemTime: new Date().toISOString() },
    "/containers/json": [],
    "/networks": [],
    "/volumes": { Volumes: [] },
    ...answers,
  };
  engine = createServer((request, response) => {
    const path = (request.url ?? "").replace(/^\/v[\d.]+/, "").replace(/\?.*/, "");
    response.statusCode = path in all ? 200 : 404;
    response.end(JSON.stringify(all[path] ?? { message: "no such thing" }));
  });
  await new Promise<void>((resolve) => engine!.listen(join(root, "docker.sock"), resolve));
}

function configure(config: Record<string, unknown>): void {
  const volumes = { "lakehouse:profiles": [], "lakehouse:volumes": { plain: ["postgresql-keys"] } };
  const disk = {
    "lakehouse:docker": { host: `unix://${join(root, "docker.sock")}`, minimumFreeDisk: "1Gi" },
  };
  const all = {
    "lakehouse:images": "local",
    "lakehouse:network": { pool: "10.254.0.0/24" },
    ...volumes,
    ...disk,
  };
  writeFileSync(join(root, "config.yaml"), JSON.stringify({ config: { ...all, ...config } }));
}

const stateFile = () => join(root, "home", "backend", ".pulumi", "stacks", "lakehouse", "dev.json");
function writeState(text: string): void {
  // With the passphrase that a state has.
  openWorkspace("dev", { env });
  mkdirSync(dirname(stateFile()), { recursive: true });
  writeFileSync(stateFile(), text);
}
const stateOf = (latest: object) => JSON.stringify({ checkpoint: { latest } });

const found = async (subject: string): Promise<Finding | undefined> =>
  (await findings("dev", env)).find((finding) => finding.subject === subject);
const lacking = async () =>
  (await findings("dev", env)).filter(({ state }) => state === "refused").map(({ subject }) => subject);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "doctor-"));
  env = { ...process.env, LAKEHOUSE_HOME: join(root, "home"), LAKEHOUSE_CONFIG: join(root, "config.yaml") };
  delete env.IMAGES;
  configure({});
});
afterEach(() => {
  engine?.close();
  engine = undefined;
  rmSync(root, { recursive: true });
});

describe("make doctor", () => {
  it("finds nothing to mend where nothing is", async () => {
    await startEngine();
    expect(await lacking()).toEqual([]);
    expect(await found("images")).toMatchObject({ state: "short", remedy: like(/make up/) });
    expect(await found("Docker Engine")).toMatchObject({ state: "ok", what: "26.1.5" });
  });

  it("says all at once: no engine, a wrong configuration, and what else the machine has", async () => {
    configure({ "lakehouse:typo": 1 });
    expect(await lacking()).toEqual(["configuration", "Docker Engine"]);
    expect(await found("configuration")).toMatchObject({
      what: like(/typo is not a key/),
      remedy: like(/^correct it in Pulumi\.dev\.yaml/),
    });
    expect(await found("Docker Engine")).toMatchObject({
      what: like(/docker\.sock \(ENOENT\)/),
    });
    expect(await found("machine")).toMatchObject({ state: "ok" });
  });

  it("looks at the host as the program does", async () => {
    await startEngine({ "/networks": [{ Name: "others", IPAM: { Config: [{ Subnet: "10.254.0.8/29" }] } }] });
    expect(await found("networks")).toMatchObject({
      state: "refused",
      what: like(/overlaps 10\.254\.0\.8\/29/),
    });
  });

  it("finds a stack on the engine that the state does not know", async () => {
    await startEngine({ "/volumes": { Volumes: [{ Name: "lakehouse-dev-postgresql-data" }] } });
    expect(await found("stack on the engine")).toMatchObject({
      state: "refused",
      what: like(/holds no state that knows of them/),
    });
  });

  it("finds a stack under another name", async () => {
    await startEngine();
    writeState(stateOf({ resources: [volume("lakehouse-old")] }));
    expect(await found("name")).toMatchObject({
      state: "refused",
      remedy: like(/lakehouse:name: lakehouse-old/),
    });
  });

  it.each([
    ["resources", stateOf({ resources: [volume("lakehouse-dev")] }), "ok", /^1 resources$/],
    [
      "operations that did not end",
      stateOf({ resources: [], pending_operations: [{ type: "creating", resource: {} }] }),
      "short",
      /interrupted with 1 operations/,
    ],
    ["damage", '{"checkpoint": {', "refused", /is cut off or altered/],
  ])("tells the state's %s", async (_, text, state, what) => {
    writeState(text);
    expect(await found("state of the stack")).toMatchObject({ state, what: like(what) });
  });

  it("tells a clock that is behind the state, and a lock", async () => {
    writeState(stateOf({ resources: [] }));
    const later = new Date(Date.now() + 3_600_000);
    utimesSync(stateFile(), later, later);
    expect(await found("clock")).toMatchObject({
      state: "refused",
      remedy: like(/^set the clock/),
    });
    const locks = join(root, "home", "backend", ".pulumi", "locks", "organization", "lakehouse", "dev");
    mkdirSync(locks, { recursive: true });
    writeFileSync(join(locks, "a.json"), "{}");
    expect(await found("lock")).toMatchObject({ state: "short", what: like(/a\.json in/) });
  });

  it("says once that the state directory cannot be used", async () => {
    writeFileSync(join(root, "file"), "");
    env.LAKEHOUSE_HOME = join(root, "file", "home");
    expect(await lacking()).toEqual(["state"]);
  });

  it("tells settings that cannot be read", async () => {
    env.LAKEHOUSE_CONFIG = join(root, "gone.yaml");
    expect(await found("settings")).toMatchObject({ what: like(/there is no such file/) });
  });

  it("tells an engine that does not run, and programs that are missing", async () => {
    env.LAKEHOUSE_PULUMI = join(root, "nothing");
    env.PATH = root;
    expect(await found("Pulumi engine")).toMatchObject({
      state: "refused",
      remedy: like(/unset/),
    });
    expect(await found("programs")).toMatchObject({ state: "short", what: "not on PATH: docker, curl" });
  });
});

describe("the report", () => {
  const all: Finding[] = [
    { subject: "one", state: "ok", what: "fine" },
    { subject: "two", state: "short", what: "little", remedy: "more." },
    { subject: "three", state: "refused", what: "nothing\nof it", remedy: "some." },
  ];

  it("is a table, then what is to be done", () => {
    const text = report("dev", all);
    expect(text).toMatch(/one +ok +fine\ntwo +short +little\nthree +LACKS +nothing\n/);
    expect(text).toContain("two (short): little\n  Remedy: more.");
    expect(text).toContain("three (LACKS): nothing\nof it\n  Remedy: some.");
    expect(text).toMatch(/\n1 of these must be mended before dev can come up here\.$/);
    expect(report("dev", all.slice(0, 2))).toMatch(/\ndev can come up here\.$/);
  });

  it("ends as a command with the state of things", () => {
    const program = ["--import", "tsx", join(__dirname, "../../../tools/doctor.ts")];
    const run = () => execFileSync(process.execPath, program, { env, encoding: "utf8", stdio: "pipe" });
    expect(run).toThrow(expect.objectContaining({ status: 1, stdout: like(/No Docker Engine/) }));
  });
});
