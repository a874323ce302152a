import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ensureDocker, requireDocker } from "../../docker/engine";
import { compareVersions, probeEngine } from "../../docker/probe";

let directory: string;
let server: Server | undefined;
const dockerHost = process.env.DOCKER_HOST;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "lakehouse-engine-"));
});
afterEach(async () => {
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
  rmSync(directory, { recursive: true, force: true });
  if (dockerHost === undefined) delete process.env.DOCKER_HOST;
  else process.env.DOCKER_HOST = dockerHost;
});

/** An engine that answers /version and nothing else; gives its DOCKER_HOST. */
async function engine(version: object): Promise<string> {
  const socket = path.join(directory, "docker.sock");
  server = createServer((_request, response) => response.end(JSON.stringify(version)));
  await new Promise<void>((resolve) => server!.listen(socket, resolve));
  return `unix://${socket}`;
}

describe("probeEngine", () => {
  it("accepts an engine with the oldest supported API", async () => {
    const host = await engine({ Version: "20.10.24", ApiVersion: "1.41" });
    expect(await probeEngine(host)).toEqual({ usable: true, host, version: "20.10.24" });
  });

  it("refuses an older API and says which one is needed", async () => {
    const host = await engine({ Version: "19.03.15", ApiVersion: "1.40" });
    expect(await probeEngine(host)).toEqual({
      usable: false,
      host,
      reason: "its API is 1.40, and 1.41 or newer is needed",
    });
  });

  it("says that nothing listens", async () => {
    expect(await probeEngine(`unix://${directory}/none.sock`)).toMatchObject({
      usable: false,
      reason: "nothing listens there",
    });
  });
});

it("compares versions as numbers, not as text", () => {
  expect(compareVersions("1.9", "1.41")).toBeLessThan(0);
  expect(compareVersions("1.41", "1.41")).toBe(0);
  expect(compareVersions("1.100", "1.41")).toBeGreaterThan(0);
});

describe("an unusable DOCKER_HOST", () => {
  it.each([
    ["requireDocker", requireDocker],
    ["ensureDocker", ensureDocker],
  ])("is an error for %s: no other engine is used instead", async (_name, ask) => {
    process.env.DOCKER_HOST = `unix://${directory}/none.sock`;
    await expect(ask()).rejects.toThrow(
      /No usable Docker Engine at unix:.*none\.sock: nothing listens there/,
    );
  });

  it("is not looked past when another is named", async () => {
    process.env.DOCKER_HOST = await engine({ Version: "28.2.2", ApiVersion: "1.50" });
    expect((await requireDocker()).host).toBe(process.env.DOCKER_HOST);
  });
});
