import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noteUnconfirmed, unconfirmed } from "../../../tools/recovery/unconfirmed";
import { openWorkspace, type Workspace } from "../../../tools/workspace";

describe("what no server has been asked for yet", () => {
  let root: string;
  let workspace: Workspace;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "unconfirmed-"));
    const project = join(root, "project");
    mkdirSync(project);
    writeFileSync(join(project, "Pulumi.yaml"), "name: app\nruntime: nodejs\n");
    writeFileSync(join(project, "Pulumi.dev.yaml"), "config: {}\n");
    workspace = openWorkspace("dev", { project, env: { LAKEHOUSE_HOME: join(root, "home") } });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("is kept until all of it has been", () => {
    expect(unconfirmed(workspace)).toEqual([]);
    noteUnconfirmed(workspace, ["urn:a", "urn:b", "urn:a"]);
    expect(unconfirmed(workspace)).toEqual(["urn:a", "urn:b"]);
    noteUnconfirmed(workspace, []);
    expect(readdirSync(workspace.directory).filter((name) => name.startsWith("unconfirmed"))).toEqual([]);
  });

  it("is nothing where the note was cut off: it is written before what it is about is done", () => {
    writeFileSync(join(workspace.directory, "unconfirmed.dev.json"), '["urn:a"');
    expect(unconfirmed(workspace)).toEqual([]);
  });
});
