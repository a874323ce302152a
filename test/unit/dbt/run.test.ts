import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dbtProjectHash } from "../../../components/processing/dbt/run-files";

const root = path.resolve(__dirname, "../../..");
const program = path.join(root, "images/pipeline/dbt/run.py");
const project = path.join(root, "components/processing/dbt/project");
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "lakehouse-dbt-"));
  writeFileSync(path.join(directory, "password"), "of-a-login");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the image's program as far as it gets without dbt. */
function run(settings: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync("python3", ["-B", program, "build"], {
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      DBT_PASSWORD_FILE: path.join(directory, "password"),
      LAKEHOUSE_DBT_PROJECT_DIRECTORY: project,
      LAKEHOUSE_DBT_WORK: directory,
      ...settings,
    },
  });
  return { status, stdout, stderr };
}

/** Evaluates an expression beside the program's functions. */
function evaluate(expression: string): unknown {
  const script = `import json, sys; sys.path.insert(0, ${JSON.stringify(path.dirname(program))}); import run; print(json.dumps(${expression}))`;
  const { status, stdout, stderr } = spawnSync("python3", ["-B", "-c", script], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe("the project's hash", () => {
  it("is the same in the program and in the image", () => {
    expect(evaluate(`run.project_hash(${JSON.stringify(project)})`)).toBe(dbtProjectHash());
  });

  it("changes with a model", () => {
    const copy = path.join(directory, "project");
    cpSync(project, copy, { recursive: true });
    writeFileSync(path.join(copy, "models/marts/monthly_delays.sql"), "select 1");
    const { status, stdout } = run({
      LAKEHOUSE_DBT_PROJECT_DIRECTORY: copy,
      LAKEHOUSE_DBT_PROJECT: dbtProjectHash(),
    });
    expect(status).toBe(2);
    expect(stdout).toMatch(/^dbt: the image holds the dbt project [0-9a-f]{12}, .* Remedy: build and push/);
  });
});

describe("wrong settings are refused before dbt starts", () => {
  it.each([
    [{ DBT_PASSWORD_FILE: "" }, "DBT_PASSWORD_FILE is not set"],
    [
      { DBT_PASSWORD_FILE: "/nowhere/password" },
      "/nowhere/password cannot be read (No such file or directory)",
    ],
    [{ DBT_PASSWORD_FILE: "/dev/null" }, "/dev/null is empty"],
    [
      { REQUESTS_CA_BUNDLE: "/nowhere/ca.crt" },
      "REQUESTS_CA_BUNDLE names /nowhere/ca.crt, which is not there",
    ],
  ])("%j", (settings, message) => {
    const { status, stdout, stderr } = run(settings);
    expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
    expect(stdout.split("\n")).toHaveLength(2);
    expect(stdout).toContain(`dbt: ${message}`);
    expect(stdout).toContain("Remedy: ");
  });
});

describe("what is kept of a run", () => {
  const row = (node: string, status: string, failures: string) =>
    evaluate(`run.results.row_of("a-run", "build", "${node}", "${status}", 1.23456, ${failures})`);

  it("has a node's status and time, and how many rows a test has found wrong", () => {
    const model = ["a-run", "build", "model", "silver_flights", "success", 1.235, null];
    expect(row("model.lakehouse.silver_flights", "success", "None")).toEqual(model);
    const test = ["a-run", "build", "test", "unique_id", "fail", 1.235, 3];
    expect(row("test.lakehouse.unique_id.1a2b", "fail", "3")).toEqual(test);
    const source = ["a-run", "build", "source", "bronze.flights", "warn", 1.235, null];
    expect(row("source.lakehouse.bronze.flights", "warn", "None")).toEqual(source);
  });
});

describe("the result", () => {
  const nodes = JSON.stringify([
    ["test.lakehouse.unique_silver_flights_id.1a2b", "fail", 0.1, "Got 1 result, configured to fail if != 0"],
    ["model.lakehouse.silver_flights", "success", 1.23456, "OK"],
    ["test.lakehouse.not_null_silver_flights_id.3c4d", "pass", 0.1, ""],
    ["model.lakehouse.broken", "error", 0.2, "Database Error in model broken\n  line 3"],
    ["model.lakehouse.monthly_delays", "skipped", 0, ""],
    ["exposure.lakehouse.airline_delays", "no-op", 0, ""],
    ["source.lakehouse.bronze.flights", "warn", 0.1, "the newest row is 30.0 hours old"],
  ]);

  it("counts models and tests apart, and names what failed, a test last", () => {
    expect(evaluate(`run.summarise(json.loads(${JSON.stringify(nodes)}), 2.04, "0123456789abcdef")`)).toEqual(
      {
        event: "dbt-result",
        project: "0123456789ab",
        seconds: 2,
        models: { passed: 1, failed: 1, skipped: 1 },
        tests: { passed: 1, failed: 1, skipped: 0 },
        sources: { passed: 1, failed: 0, skipped: 0 },
        model_seconds: { silver_flights: 1.235, broken: 0.2, monthly_delays: 0 },
        failed: [
          { kind: "model", name: "broken", says: "Database Error in model broken line 3" },
          {
            kind: "test",
            name: "unique_silver_flights_id",
            says: "Got 1 result, configured to fail if != 0",
          },
        ],
        warned: [{ kind: "source", name: "bronze.flights", says: "the newest row is 30.0 hours old" }],
      },
    );
  });
});
