import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../../../tools/pulumi/paths";
import { writeOnce } from "../../../tools/stack-settings";
import { openWorkspace, releaseStaleLocks, stackName } from "../../../tools/workspace";

let root: string;
let project: string;
let home: string;
const tracked = "config:\n  app:a: 1\n  app:b: two\n";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "workspace-"));
  [project, home] = [join(root, "project"), join(root, "home")];
  mkdirSync(project);
  writeFileSync(join(project, "Pulumi.yaml"), "name: app\nruntime: nodejs\n");
  writeFileSync(join(project, "Pulumi.dev.yaml"), tracked);
});
afterEach(() => rmSync(root, { recursive: true }));

const open = (env: NodeJS.ProcessEnv = {}, overrides?: Record<string, unknown>) =>
  openWorkspace("dev", { project, overrides, env: { LAKEHOUSE_HOME: home, ...env } });
const commands = () => join(home, "config", "commands");
const settings = () =>
  parse(readFileSync(join(commands(), `${hostname()}.${process.pid}.dev.yaml`), "utf8")) as Record<
    string,
    unknown
  >;
/** Where the engine writes the salt of a stack that it creates. */
const saltFile = () => join(home, "config", "Pulumi.dev.yaml");
/** What the engine leaves behind when it has created the stack. */
const createStack = () => {
  mkdirSync(join(home, "backend", ".pulumi", "stacks", "app"), { recursive: true });
  writeFileSync(join(home, "backend", ".pulumi", "stacks", "app", "dev.json"), "{}");
};
const mode = (path: string) => statSync(path).mode & 0o777;

describe("stackName", () => {
  it("is dev unless said", () => expect(stackName(undefined)).toBe("dev"));
  it("names the stacks there are", () => expect(() => stackName("test")).toThrow(/dev, staging, prod/));
});

describe("openWorkspace", () => {
  it("keeps everything to its owner and leaves the tracked file alone", () => {
    const workspace = open();
    expect(mode(home)).toBe(0o700);
    expect(mode(join(home, "backend"))).toBe(0o700);
    expect(mode(join(home, "passphrase"))).toBe(0o600);
    expect(mode(workspace.configFile)).toBe(0o600);
    expect(readFileSync(join(project, "Pulumi.dev.yaml"), "utf8")).toBe(tracked);
    expect(workspace.environment.PULUMI_BACKEND_URL).toBe(`file://${home}/backend`);
    expect(workspace.exists()).toBe(false);
  });

  it("hands the passphrase over as a file, also when the user has set one", () => {
    const { environment } = open({ PULUMI_CONFIG_PASSPHRASE: "mine" });
    expect(environment.PULUMI_CONFIG_PASSPHRASE).toBeUndefined();
    const passphrase = readFileSync(environment.PULUMI_CONFIG_PASSPHRASE_FILE!, "utf8").trim();
    expect(passphrase).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.values(environment)).not.toContain(passphrase);
  });

  it("lays overrides over the file that LAKEHOUSE_CONFIG names, and that over the tracked one", () => {
    const file = join(root, "more.yaml");
    writeFileSync(file, "config:\n  app:b: three\n  app:c: [4]\n");
    open({ LAKEHOUSE_CONFIG: file }, { "app:c": 5 });
    expect(settings().config).toEqual({ "app:a": 1, "app:b": "three", "app:c": 5 });
  });

  it.each([
    ["images: local\n", /Not known there: images/],
    ["config:\n  images: local\n", /Without a namespace: images/],
    ["config: [1]\n", /one map named config/],
  ])("refuses the overrides %j", (content, message) => {
    const file = join(root, "more.yaml");
    writeFileSync(file, content);
    expect(() => open({ LAKEHOUSE_CONFIG: file })).toThrow(message);
  });

  it("keeps the salt of a stack that exists, and drops that of one that is gone", () => {
    const { makeWay, adopt } = open();
    makeWay();
    expect(parse(readFileSync(saltFile(), "utf8"))).toEqual({});
    createStack();
    writeFileSync(saltFile(), "encryptionsalt: v1:abc\n");
    adopt();
    expect(settings()).toMatchObject({ encryptionsalt: "v1:abc", config: { "app:a": 1 } });
    open();
    expect(settings()).toMatchObject({ encryptionsalt: "v1:abc", config: { "app:a": 1 } });
    rmSync(join(home, "backend", ".pulumi"), { recursive: true });
    open();
    expect(settings()).not.toHaveProperty("encryptionsalt");
  });

  it("gives two commands at once settings of their own", () => {
    const { configFile } = open({}, { "app:b": "mine" });
    const file = join(root, "more.yaml");
    writeFileSync(file, "config:\n  app:b: another's\n");
    const other = `const { openWorkspace } = require(${JSON.stringify(join(ROOT, "tools/workspace.ts"))});
      const { configFile } = openWorkspace("dev", { project: ${JSON.stringify(project)} });
      console.log(require("node:fs").readFileSync(configFile, "utf8"));`;
    const env = { ...process.env, LAKEHOUSE_HOME: home, LAKEHOUSE_CONFIG: file };
    const script = ["--require", "tsx/cjs", "--eval", other];
    const theirs = parse(
      execFileSync(process.execPath, script, { env, cwd: ROOT, encoding: "utf8" }),
    ) as object;
    expect(theirs).toMatchObject({ config: { "app:b": "another's" } });
    expect(parse(readFileSync(configFile, "utf8"))).toMatchObject({ config: { "app:b": "mine" } });
  });

  it("removes the settings of commands that have ended, and of no others", () => {
    open();
    const kept = [`${hostname()}.${process.ppid}.dev.yaml`, `elsewhere.${2 ** 30}.dev.yaml`];
    const gone = [`${hostname()}.${2 ** 30}.dev.yaml`, `${hostname()}.${2 ** 30}.dev.yaml.${2 ** 30}.new`];
    for (const name of [...kept, ...gone]) writeFileSync(join(commands(), name), "config: {}\n");
    open();
    const own = `${hostname()}.${process.pid}.dev.yaml`;
    expect(readdirSync(commands()).sort()).toEqual([...kept, own].sort());
  });

  it("says that a passphrase is lost or altered while state depends on it", () => {
    open();
    createStack();
    const file = join(home, "passphrase");
    const passphrase = readFileSync(file, "utf8");
    writeFileSync(file, "other\n");
    expect(() => open()).toThrow(/not the one/);
    rmSync(file);
    expect(() => open()).toThrow(/is gone/);
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, passphrase);
    expect(() => open()).not.toThrow();
  });

  it("keeps the passphrase of another first command", () => {
    const file = join(home, "passphrase");
    mkdirSync(home);
    expect(writeOnce(file, "theirs\n")).toBe(true);
    expect(writeOnce(file, "mine\n")).toBe(false);
    open();
    expect(readFileSync(file, "utf8")).toBe("theirs\n");
    expect(readdirSync(home).filter((name) => name.endsWith(".new"))).toEqual([]);
  });

  it("makes a new passphrase when no state depends on the lost one", () => {
    open();
    rmSync(join(home, "passphrase"));
    expect(() => open()).not.toThrow();
    createStack();
    expect(() => open()).not.toThrow();
  });

  describe("with a tracked file's own encryption", () => {
    // As `pulumi stack init` wrote it with the passphrase "right".
    const salt = "v1:KskYxgn7ky4=:v1:CmHHouht3b/M2HWx:UT3lDgdwRnMTRgekWk8lEnZrYRZqQw==";
    beforeEach(() => writeFileSync(join(project, "Pulumi.dev.yaml"), `encryptionsalt: ${salt}\n${tracked}`));

    it("asks for the user's passphrase, and for no other", () => {
      expect(() => open()).toThrow(/carries an encryptionsalt.*Set PULUMI_CONFIG_PASSPHRASE/);
      expect(() => open({ PULUMI_CONFIG_PASSPHRASE: "wrong" })).toThrow(
        /PULUMI_CONFIG_PASSPHRASE is not the one/,
      );
    });

    it("uses it", () => {
      const { environment } = open({ PULUMI_CONFIG_PASSPHRASE: "right" });
      expect(environment.PULUMI_CONFIG_PASSPHRASE).toBe("right");
      expect(environment.PULUMI_CONFIG_PASSPHRASE_FILE).toBeUndefined();
      expect(settings().encryptionsalt).toBe(salt);
    });

    it("takes it from a file", () => {
      const file = join(root, "mine");
      const env = { PULUMI_CONFIG_PASSPHRASE_FILE: file };
      expect(() => open(env)).toThrow(/_FILE=\S+mine: there is no such file/);
      writeFileSync(file, "wrong\n");
      expect(() => open(env)).toThrow(/_FILE \(\S+mine\) is not the one/);
      writeFileSync(file, "right\n");
      expect(open(env).environment.PULUMI_CONFIG_PASSPHRASE_FILE).toBe(file);
    });
  });

  it("does not start a second state beside a backend of the user's own", () => {
    expect(() => open({ PULUMI_BACKEND_URL: "s3://state" })).toThrow(/pulumi up -s dev/);
  });
});

describe("releaseStaleLocks", () => {
  const lock = (pid: number, host = hostname()) => {
    const workspace = open();
    mkdirSync(workspace.locks, { recursive: true });
    const file = join(workspace.locks, "lock.json");
    writeFileSync(file, JSON.stringify({ pid, hostname: host, timestamp: "2030-01-01T00:00:00Z" }));
    return { workspace, file };
  };

  it("removes the lock of a process that has died", () => {
    const { workspace, file } = lock(2 ** 30);
    expect(releaseStaleLocks(workspace)).toBe(true);
    expect(existsSync(file)).toBe(false);
    expect(releaseStaleLocks(workspace)).toBe(false);
  });

  it("removes what lies beside it, and what was never finished", () => {
    const { workspace, file } = lock(2 ** 30);
    writeFileSync(`${file}.attrs`, "{}");
    writeFileSync(join(workspace.locks, "half.json"), '{"pid": ');
    writeFileSync(join(workspace.locks, "other.json.17a.tmp"), "");
    expect(releaseStaleLocks(workspace)).toBe(true);
    expect(readdirSync(workspace.locks)).toEqual([]);
  });

  it.each([
    ["a process that is alive", process.pid, undefined],
    ["another machine", 2 ** 30, "elsewhere"],
  ])("respects the lock of %s", (_, pid, host) => {
    const { workspace, file } = lock(pid, host);
    expect(() => releaseStaleLocks(workspace)).toThrow(/under way/);
    expect(existsSync(file)).toBe(true);
  });
});
