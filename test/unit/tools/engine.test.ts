import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { arch, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveEngine } from "../../../tools/pulumi/engine";
import { findOnPath } from "../../../tools/pulumi/process";
import { pinnedVersion } from "../../../tools/pulumi/version";

const WANTED = pinnedVersion("@pulumi/pulumi");
/** An address on which nothing listens: a machine that cannot reach the release site. */
const CLOSED = "http://127.0.0.1:1";

let root: string;
let lines: string[];
let env: NodeJS.ProcessEnv;
let server: Server | undefined;

/** A program on the PATH of the test. */
const program = (directory: string, name: string, script: string) => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
};
const pulumi = (directory: string, version: string) => {
  program(directory, "pulumi", `echo v${version}`);
  program(directory, "pulumi-language-nodejs", "exit 0");
};
const bin = () => join(root, "bin");
const resolve = () => resolveEngine({ env, notice: (line) => lines.push(line) });

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "engine-")));
  lines = [];
  mkdirSync(bin());
  for (const tool of ["sh", "curl", "tar", "gzip"]) symlinkSync(findOnPath(tool)!, join(bin(), tool));
  env = { PATH: bin(), XDG_CACHE_HOME: join(root, "cache"), HOME: root, LAKEHOUSE_PULUMI_RELEASES: CLOSED };
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(root, { recursive: true });
});

/** Serves a release as the official site lays it out. */
async function release(checksum?: string): Promise<void> {
  pulumi(join(root, "release", "pulumi"), WANTED);
  const archive = `pulumi-v${WANTED}-${process.platform}-${arch()}.tar.gz`;
  execFileSync("tar", ["-czf", join(root, archive), "-C", join(root, "release"), "pulumi"]);
  const content = readFileSync(join(root, archive));
  const sum = checksum ?? createHash("sha256").update(content).digest("hex");
  const files: Record<string, string | Buffer> = {
    [`/pulumi-${WANTED}-checksums.txt`]: `${"0".repeat(64)}  pulumi-v${WANTED}-other.zip\n${sum}  ${archive}\n`,
    [`/${archive}`]: content,
  };
  server = createServer((request, response) => {
    const file = files[request.url ?? ""];
    response.writeHead(file ? 200 : 404).end(file);
  });
  await new Promise<void>((done) => server!.listen(0, "127.0.0.1", done));
  env.LAKEHOUSE_PULUMI_RELEASES = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("resolveEngine", () => {
  it("takes a new enough pulumi on PATH as it is", async () => {
    pulumi(bin(), WANTED);
    expect(await resolve()).toEqual({ binary: join(bin(), "pulumi"), directory: bin(), origin: "path" });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/on PATH .* new enough/);
  });

  it("passes over one that is too old, and says why it downloads another", async () => {
    pulumi(bin(), "3.1.0");
    await release();
    const engine = await resolve();
    expect(engine.origin).toBe("download");
    expect(execFileSync(engine.binary, ["version"]).toString()).toContain(WANTED);
    expect(lines.at(-1)).toMatch(/official pulumi .* downloaded .*3\.1\.0 at/);
  });

  it("uses an earlier download again without the network", async () => {
    await release();
    await resolve();
    env.LAKEHOUSE_PULUMI_RELEASES = CLOSED;
    lines = [];
    expect((await resolve()).origin).toBe("download");
    expect(lines).toEqual([expect.stringContaining("downloaded earlier")]);
  });

  it("refuses a download that does not match its published checksum", async () => {
    await release("f".repeat(64));
    await expect(resolve()).rejects.toThrow(/has SHA-256 [0-9a-f]{64}, but f{64} was published/);
  });

  it("names every reason and remedy when no engine can be had", async () => {
    await expect(resolve()).rejects.toThrow(
      /PATH: no pulumi there\n.*official download: curl: .*\n.*Go modules: go is not on PATH\n.*install Go.*LAKEHOUSE_PULUMI/s,
    );
  });

  it("builds from the pinned modules where nothing can be downloaded, and adds our language host", async () => {
    // A stand-in for the compiler that shows what it is asked for.
    program(
      bin(),
      "go",
      `echo "$@" > ${root}/asked; while [ "$1" != -o ]; do shift; done; printf '#!/bin/sh\\n' > "$2"`,
    );
    const engine = await resolve();
    expect(engine.origin).toBe("modules");
    expect(readFileSync(join(root, "asked"), "utf8")).toContain(`Version=${WANTED} -o`);
    expect(
      execFileSync(join(engine.directory, "pulumi-language-nodejs"), ["--version"]).toString().trim(),
    ).toBe(WANTED);
    expect((await resolve()).binary).toBe(engine.binary);
  });

  it("gives an engine of the user's own a language host only if it lacks one", async () => {
    program(join(root, "own"), "pulumi-dev", "echo v9.9.9");
    env.LAKEHOUSE_PULUMI = join(root, "own", "pulumi-dev");
    expect((await resolve()).directory).toContain(join(root, "cache"));
    program(join(root, "own"), "pulumi-language-nodejs", "exit 0");
    expect((await resolve()).directory).toBe(join(root, "own"));
  });

  it("is not spoken of where that is not wanted", async () => {
    program(join(root, "own"), "pulumi-dev", "echo v9.9.9");
    env.LAKEHOUSE_PULUMI = join(root, "own", "pulumi-dev");
    const said: string[] = [];
    const notice = (line: string) => said.push(line);
    await resolveEngine({ env, notice, quiet: true });
    expect(said).toEqual([]);
    await resolveEngine({ env, notice });
    expect(said).toEqual([expect.stringMatching(/^Engine: pulumi 9\.9\.9 at /)]);
  });

  it("says what is wrong with an engine of the user's own", async () => {
    env.LAKEHOUSE_PULUMI = join(root, "nothing");
    await expect(resolve()).rejects.toThrow(/LAKEHOUSE_PULUMI=.*nothing: it does not run/);
  });
});
