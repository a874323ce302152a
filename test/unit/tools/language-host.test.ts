import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ProgramInfo, RunRequest } from "@pulumi/pulumi/proto/language_pb";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseRuntimeOptions, splitArguments } from "../../../tools/pulumi/language-host/options";
import {
  locateModule,
  programDependencies,
  requiredPlugins,
} from "../../../tools/pulumi/language-host/packages";
import { runArguments, runResponse } from "../../../tools/pulumi/language-host/run-program";

describe("splitArguments", () => {
  it.each([
    ["", []],
    ["  --import   tsx ", ["--import", "tsx"]],
    [`--require "./a b.js" --title='x "y"'`, ["--require", "./a b.js", `--title=x "y"`]],
    [String.raw`a\ b "c\"d" 'e\f'`, ["a b", `c"d`, String.raw`e\f`]],
    [`""`, [""]],
  ])("splits %j", (line, words) => expect(splitArguments(line)).toEqual(words));

  it("gives back any words that were quoted", () => {
    fc.assert(
      fc.property(fc.array(fc.string().filter((text) => !text.includes("'"))), (words) => {
        expect(splitArguments(words.map((word) => `'${word}'`).join(" "))).toEqual(words);
      }),
    );
  });

  it("refuses an unclosed quote", () => expect(() => splitArguments(`--a "b`)).toThrow(/unclosed quote/));
});

describe("parseRuntimeOptions", () => {
  it("compiles TypeScript unless told otherwise", () => {
    expect(parseRuntimeOptions({})).toMatchObject({ typescript: true, nodeargs: [] });
    expect(parseRuntimeOptions({ typescript: false, nodeargs: "--import tsx" })).toMatchObject({
      typescript: false,
      nodeargs: ["--import", "tsx"],
    });
  });

  it("names an option of the wrong type", () => {
    expect(() => parseRuntimeOptions({ typescript: "no" })).toThrow(/typescript must be a boolean, not "no"/);
  });
});

describe("packages", () => {
  let root: string;
  const put = (path: string, manifest: object) => {
    mkdirSync(dirname(join(root, path, "package.json")), { recursive: true });
    writeFileSync(join(root, path, "package.json"), JSON.stringify(manifest));
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "packages-"));
    put(".", { name: "program", dependencies: { "@pulumi/random": "4", plain: "1" } });
    put("node_modules/@pulumi/random", {
      name: "@pulumi/random",
      version: "4.2.0",
      pulumi: { resource: true, name: "random", version: "4.2.0" },
    });
    put("node_modules/plain", { name: "plain", version: "1.0.0" });
    put("node_modules/plain/node_modules/@pulumi/old", {
      name: "@pulumi/old",
      version: "v1.1.0",
      pulumi: { resource: true },
    });
    put("node_modules/third-party", { name: "third-party", version: "1.0.0", pulumi: { resource: true } });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("finds the plugins of installed SDKs, nested ones too, and none without a name", () => {
    expect(requiredPlugins(root).map(({ name, version }) => [name, version])).toEqual([
      ["random", "v4.2.0"],
      ["old", "v1.1.0"],
    ]);
  });

  it("tells direct from all dependencies", () => {
    expect(programDependencies(root, false).map(({ name }) => name)).toEqual(["@pulumi/random", "plain"]);
    expect(programDependencies(root, true)).toHaveLength(4);
  });

  it("says how to get an SDK that is not installed", () => {
    expect(() => locateModule("@pulumi/pulumi/cmd/run", root)).toThrow(/npm ci/);
  });
});

describe("runArguments", () => {
  it("is the argument list of @pulumi/pulumi/cmd/run", () => {
    const info = new ProgramInfo()
      .setRootDirectory("/p")
      .setProgramDirectory("/p/src")
      .setEntryPoint("index.ts");
    const request = new RunRequest()
      .setMonitorAddress("127.0.0.1:1")
      .setProject("lakehouse")
      .setStack("dev")
      .setParallel(8)
      .setDryrun(true)
      .setArgsList(["x"])
      .setInfo(info);
    expect(runArguments(request, "127.0.0.1:2").join(" ")).toBe(
      "--monitor 127.0.0.1:1 --engine 127.0.0.1:2 --project lakehouse --root-directory /p --stack dev " +
        "--pwd /p/src --parallel 8 --dry-run index.ts x",
    );
  });
});

describe("runResponse", () => {
  it("reports nothing of a program that ended well", () => {
    expect(runResponse(0, null).toObject()).toEqual({ error: "", bail: false });
  });
  it("bails without a word when the program has told the user already", () => {
    expect(runResponse(32, null).toObject()).toEqual({ error: "", bail: true });
  });
  it("names the exit code or the signal of any other end", () => {
    expect(runResponse(7, null).getError()).toContain("7");
    expect(runResponse(null, "SIGKILL").getError()).toContain("SIGKILL");
  });
});
