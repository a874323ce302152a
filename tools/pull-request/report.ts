/**
 * `make pull-request-report`: previews dev with the policy pack, compares the resource graph with that of the base
 * branch, and writes what a comment on the pull request is made from. It is written also when the preview fails, a
 * policy stops it, or it cannot be started; the exit code tells that.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { policies } from "../../policies/catalogue";
import { ROOT } from "../pulumi/paths";
import { notice, OperatorError, runCommand } from "../pulumi/report";
import { capture } from "../pulumi/process";
import { graphDifference, type GoldenResource } from "./graph-difference";
import { policyAnchors } from "./policy-anchors";
import { previewEvents } from "./preview-events";
import { previewFindings, type KnownPolicy } from "./preview-findings";
import { reportFile, testResults, type GraphDifference, type Preview, type Report } from "./report-format";

const GRAPH = "test/golden/dev.json";
const DIRECTORY = join(ROOT, "reports", "pull-request");

async function main(env: NodeJS.ProcessEnv): Promise<number> {
  const tests = testResults.find((each) => each === (env.TESTS || "not run"));
  if (!tests) throw new OperatorError(`TESTS=${env.TESTS}: allowed are ${testResults.join(", ")}.`);
  const [preview, graph] = [await previewDev(), await compareWithBase(env.BASE || "main")];
  const report: Report = { version: 1, tests, preview, graph };
  mkdirSync(DIRECTORY, { recursive: true });
  writeFileSync(join(DIRECTORY, reportFile), `${JSON.stringify(report, undefined, 1)}\n`);
  notice(`Report: ${join(DIRECTORY, reportFile)}`);
  if (graph.kind === "unavailable") notice(`The resource graphs were not compared: ${graph.reason}`);
  return preview.outcome === "succeeded" && graph.kind === "compared" ? 0 : 1;
}

async function previewDev(): Promise<Preview> {
  const anchors = policyAnchors(readFileSync(join(ROOT, "docs", "policies.md"), "utf8"));
  const known = policies.map(({ name, types }): KnownPolicy => ({ name, types, anchor: anchors.get(name) }));
  try {
    const { code, events } = await previewEvents("dev");
    return previewFindings(events, code, known);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    notice(`\nerror: ${error.message}`);
    const nothing = { changes: [], destructive: [], findings: [], judged: 0, notRun: [] };
    return { outcome: "not started", ...nothing, errors: [{ message: error.message }] };
  }
}

/** The graph of this work tree against that of the commit where it left the base branch. */
export async function compareWithBase(base: string, root = ROOT): Promise<GraphDifference> {
  const git = async (...args: string[]) => {
    const { code, stdout, stderr } = await capture("git", args, { cwd: root });
    return code === 0 ? { out: stdout } : { error: stderr.trim() || `git ended with code ${code}` };
  };
  const left = await git("merge-base", "--", base, "HEAD");
  if (left.out === undefined) {
    const reason = left.error.startsWith("git ended") ? "they have no commit in common" : left.error;
    return { kind: "unavailable", reason: `where this branch left ${base} cannot be told: ${reason}` };
  }
  const commit = left.out.trim();
  const before = await git("show", `${commit}:${GRAPH}`);
  if (before.out === undefined) return { kind: "unavailable", reason: `${commit}: ${before.error}` };
  const now = readFileSync(join(root, GRAPH), "utf8");
  const [old, current] = [before.out, now].map((text) => JSON.parse(text) as GoldenResource[]);
  return { kind: "compared", base: commit, ...graphDifference(old!, current!) };
}

if (require.main === module) void runCommand(() => main(process.env));
