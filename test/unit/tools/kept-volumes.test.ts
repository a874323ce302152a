import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { configurationOf } from "../../../tools/configuration";
import { requireKeptVolumes } from "../../../tools/kept-volumes";
import { openWorkspace } from "../../../tools/workspace";

let root: string;

/** A workspace whose state has these volumes, and the core's own. */
function workspaceWith(volumes: { name: string; protect: boolean }[]) {
  const workspace = openWorkspace("dev", { env: { LAKEHOUSE_HOME: join(root, "home") } });
  const own = ["object-store-data", "postgresql-data", "postgresql-keys"].map((name) => ({
    name,
    protect: true,
  }));
  const resources = [...own, ...volumes].map(({ name, protect }) => ({
    urn: `urn:pulumi:dev::lakehouse::docker:index/volume:Volume::${name}`,
    type: "docker:index/volume:Volume",
    custom: true,
    protect,
  }));
  mkdirSync(dirname(workspace.state), { recursive: true });
  writeFileSync(workspace.state, JSON.stringify({ version: 3, checkpoint: { latest: { resources } } }));
  return workspace;
}

beforeEach(() => (root = mkdtempSync(join(tmpdir(), "kept-volumes-"))));
afterEach(() => rmSync(root, { recursive: true }));

describe("a configuration that leaves out what holds data", () => {
  const search = { name: "search-store-data", protect: true };

  async function attempt(volumes: { name: string; protect: boolean }[], discard?: string): Promise<void> {
    const workspace = workspaceWith(volumes);
    await requireKeptVolumes(workspace, await configurationOf(workspace), discard);
  }

  it("is refused, with both ways out", async () => {
    await expect(attempt([search])).rejects.toThrow(
      /no longer runs what holds data in search-store-data\.\n.*\n.*lakehouse:profiles\n.*make up DISCARD=search-store-data\n/,
    );
  });

  it("is taken when just that volume may go", async () => {
    await expect(attempt([search], "search-store-data")).resolves.toBeUndefined();
    await expect(attempt([search], "postgresql-data")).rejects.toThrow(/DISCARD=postgresql-data is not that/);
    await expect(attempt([search], "search-store-data,postgresql-data")).rejects.toThrow(/is not that/);
  });

  it("is no matter where nothing is left out, or its protection has been lifted", async () => {
    await expect(attempt([])).resolves.toBeUndefined();
    await expect(attempt([{ ...search, protect: false }])).resolves.toBeUndefined();
    await expect(attempt([], "search-store-data")).rejects.toThrow(/leaves out no volume that holds data/);
  });
});
