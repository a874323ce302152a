import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { remnants, untilNoRemnants } from "../../../tools/recovery/remnants";

/** A shell whose child says its pid and waits: an engine with a plugin. */
const engineScript = "/bin/bash -c 'echo $$; exec sleep 60' & wait";
/** A plugin that does not end when told to. */
const stubborn = "trap '' TERM; echo ready; while :; do sleep 0.1; done";

describe("processes of a dead engine", () => {
  let directory: string;
  let backend: string;
  const started: ChildProcess[] = [];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "remnants-"));
    backend = `file://${directory}`;
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill("SIGKILL");
    rmSync(directory, { recursive: true });
  });

  async function start(program: string, script: string): Promise<[ChildProcess, number]> {
    const env = { PATH: process.env.PATH, PULUMI_BACKEND_URL: backend };
    const child = spawn(program, ["-c", script], { env, stdio: ["ignore", "pipe", "ignore"] });
    started.push(child);
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    return [child, Number(line)];
  }

  it("are found once their engine has died, and not while it lives", async () => {
    const pulumi = join(directory, "pulumi");
    copyFileSync("/bin/bash", pulumi);
    const [engine, plugin] = await start(pulumi, engineScript);
    expect(remnants(backend)).toEqual([]);
    engine.kill("SIGKILL");
    await once(engine, "exit");
    expect(remnants(backend)).toEqual([plugin]);
    expect(remnants(`${backend}/other`)).toEqual([]);
    process.kill(plugin, "SIGKILL");
  });

  it("are told to end, then killed", async () => {
    const [plugin] = await start("/bin/bash", stubborn);
    const exit = once(plugin, "exit");
    await untilNoRemnants(backend, { alone: 0, terminated: 200, killed: 20_000 });
    expect(await exit).toEqual([null, "SIGKILL"]);
  });

  it("are left to end by themselves first", async () => {
    const [plugin] = await start("/bin/bash", "echo ready; sleep 0.3; exit 7");
    const exit = once(plugin, "exit");
    await untilNoRemnants(backend);
    expect(await exit).toEqual([7, null]);
  });
});
