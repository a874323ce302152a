import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  nameInState,
  requireClock,
  requirePreconditions,
  requireSameName,
} from "../../../tools/preconditions";
import { openWorkspace, type Workspace } from "../../../tools/workspace";

let root: string;
let workspace: Workspace;

const volume = (name: string) => ({
  urn: `urn:pulumi:dev::lakehouse::docker:index/volume:Volume::data`,
  type: "docker:index/volume:Volume",
  custom: true,
  inputs: {
    labels: [
      { label: "lakehouse.workload", value: "data" },
      { label: "lakehouse.stack", value: name },
    ],
  },
});
const random = {
  urn: "urn:x",
  type: "random:index/randomId:RandomId",
  custom: true,
  inputs: { byteLength: 32 },
};

function writeState(resources: object[], ending = ""): string {
  const file = `${workspace.state}${ending}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ checkpoint: { latest: { resources } } }));
  return file;
}

const open = (config: Record<string, unknown> = {}, stack = "dev") => {
  const file = join(root, "overrides.yaml");
  writeFileSync(file, JSON.stringify({ config: { "app:x": 1, ...config } }));
  return openWorkspace(stack, { env: { LAKEHOUSE_HOME: join(root, "home"), LAKEHOUSE_CONFIG: file } });
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "preconditions-"));
  workspace = open();
});
afterEach(() => rmSync(root, { recursive: true }));

describe("the clock", () => {
  it.each(["", ".gz"])("may not be behind the state (dev.json%s)", (ending) => {
    const file = writeState([], ending);
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
    requireClock(workspace);
    utimesSync(file, at(4), at(4));
    requireClock(workspace);
    utimesSync(file, at(6), at(6));
    expect(() => requireClock(workspace)).toThrow(
      /the clock is behind\.\n {2}Remedy: set the clock .*touch '/,
    );
  });

  it("has nothing to be compared with at first", () => expect(() => requireClock(workspace)).not.toThrow());
});

describe("the name", () => {
  it("is read from the labels of what is on the engine", () => {
    expect(nameInState([random, volume("lakehouse-one")])).toBe("lakehouse-one");
    expect(nameInState([random])).toBeUndefined();
  });

  it("stays what it was", () => {
    writeState([random, volume("lakehouse-one")]);
    requireSameName(workspace, "lakehouse-one");
    expect(() => requireSameName(workspace, "lakehouse-two")).toThrow(
      /is called lakehouse-one, and the configuration calls it lakehouse-two[\s\S]*CONFIRM=lakehouse-one/,
    );
  });

  it("is free while nothing has been made", () => {
    writeState([random]);
    expect(() => requireSameName(workspace, "lakehouse-two")).not.toThrow();
  });
});

describe("all of them", () => {
  it("name a wrong configuration before they look for an engine", async () => {
    const nowhere = { "lakehouse:docker": { host: "unix:///nowhere.sock" } };
    await expect(requirePreconditions(open({ ...nowhere, "lakehouse:typo": 1 }))).rejects.toThrow(
      /typo is not a key/,
    );
    await expect(requirePreconditions(open(nowhere))).rejects.toThrow(/No Docker Engine answers/);
  });

  it("take texts as the engine takes them, and secrets for what they are", async () => {
    const texts = {
      "lakehouse:exampleUsers": "true",
      "lakehouse:docker": '{"host": "unix:///nowhere.sock"}',
    };
    await expect(requirePreconditions(open(texts))).rejects.toThrow(
      /No Docker Engine answers at unix:\/\/\/nowhere/,
    );
    await expect(requirePreconditions(open({ "lakehouse:name": { secure: "v1:x:y" } }))).rejects.toThrow(
      /lakehouse:name is set as a secret/,
    );
  });

  it("ask a stack that is not there yet for no engine", async () => {
    await requirePreconditions(open({ "lakehouse:docker": { host: "unix:///nowhere.sock" } }, "staging"));
  });
});
