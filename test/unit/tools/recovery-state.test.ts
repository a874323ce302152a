import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OperatorError } from "../../../tools/pulumi/report";
import { mendAttributes, readState } from "../../../tools/recovery/state";

const urn = "urn:pulumi:dev::app::docker:index/volume:Volume::data";
const resource = { urn, type: "docker:index/volume:Volume", custom: true, id: "data" };
const whole = JSON.stringify({
  version: 3,
  checkpoint: {
    stack: "organization/app/dev",
    latest: { resources: [resource], pending_operations: [{ type: "creating", resource }] },
  },
});

describe("readState", () => {
  let root: string;
  let state: string;
  let backups: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "state-"));
    backups = join(root, "backups", "app", "dev");
    mkdirSync(join(root, "stacks", "app"), { recursive: true });
    mkdirSync(backups, { recursive: true });
    state = join(root, "stacks", "app", "dev.json");
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const read = () => readState({ stack: "dev", state });

  it("knows no state where there is no file", () => expect(read()).toBeUndefined());

  it("reads resources and what was under way, also of a compressed file", () => {
    writeFileSync(state, whole);
    expect(read()).toEqual({ resources: [resource], pending: [{ type: "creating", resource }] });
    rmSync(state);
    writeFileSync(`${state}.gz`, gzipSync(whole));
    expect(read()?.resources).toEqual([resource]);
  });

  it("reads a stack that nothing was made in yet", () => {
    writeFileSync(state, JSON.stringify({ version: 3, checkpoint: { stack: "dev" } }));
    expect(read()).toEqual({ resources: [], pending: [] });
  });

  it.each([
    ["empty", "", /dev\.json is empty/],
    ["cut off", whole.slice(0, -20), /dev\.json is cut off or altered/],
    ["something else", "[]", /dev\.json is cut off or altered/],
  ])("of a file that is %s says how to put back the copy before the last write", (_, content, message) => {
    writeFileSync(state, content);
    writeFileSync(`${state}.bak`, whole);
    expect(read).toThrow(OperatorError);
    expect(read).toThrow(message);
    expect(read).toThrow(`cp '${state}.bak' '${state}'`);
  });

  it("names the newest whole copy after an update when the last copy is damaged too", () => {
    writeFileSync(state, whole);
    truncateSync(state, 100);
    writeFileSync(`${state}.bak`, "");
    for (const time of ["1000", "3000", "2000"]) writeFileSync(join(backups, `dev.${time}.json`), whole);
    writeFileSync(join(backups, "dev.3000.json.attrs"), "{}");
    writeFileSync(join(backups, "dev.4000.json"), "{");
    expect(read).toThrow(`cp '${join(backups, "dev.3000.json")}' '${state}'`);
  });

  it("says so when no whole copy is left, and shows nothing of the file", () => {
    writeFileSync(state, `{"password": "very secret"`);
    expect(read).toThrow(/no whole copy/);
    expect(read).not.toThrow(/very secret/);
  });

  it.each([
    ["was cut off", "", false],
    ["is whole", '{"user.content_type":"text/plain"}', true],
  ])("keeps a file of attributes that %s: %s", (_, content, kept) => {
    writeFileSync(state, whole);
    writeFileSync(`${state}.attrs`, content);
    mendAttributes({ state });
    expect(existsSync(`${state}.attrs`)).toBe(kept);
    expect(read()?.resources).toEqual([resource]);
  });
});
