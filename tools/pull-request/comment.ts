/**
 * Comments on a pull request what its run reported. Runs on `workflow_run`, from the default branch and with a token
 * that may write; the report is whatever the pull request's own code left and is trusted in nothing.
 */
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Octokit } from "@octokit/rest";
import { z } from "zod";
import { notice, OperatorError, runCommand } from "../pulumi/report";
import { findPullRequest, upsertComment } from "./github";
import { renderComment } from "./render";
import { reportFile, reportSchema, type Report } from "./report-format";

/** Most bytes of a report that are read. A report of this project is some hundred kilobytes at most. */
const REPORT_LIMIT = 4 * 1024 * 1024;

/** Who writes with a workflow's own token. */
const WORKFLOW_LOGIN = "github-actions[bot]";

/** Octokit prints every refusal by itself; each is told once, by the error it becomes. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What of the `workflow_run` event matters here: docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run */
const eventSchema = z.object({
  repository: z.object({ name: z.string(), owner: z.object({ login: z.string() }), html_url: z.url() }),
  workflow_run: z.object({
    event: z.string(),
    conclusion: z.string().nullable(),
    head_branch: z.string().nullable(),
    head_sha: z.string().regex(/^[0-9a-f]{40,64}$/),
    head_repository: z.object({ id: z.number(), owner: z.object({ login: z.string() }) }).nullable(),
    html_url: z.url(),
  }),
});

/** @returns what was done, in one line */
export async function comment(env: NodeJS.ProcessEnv, directory: string): Promise<string> {
  const { repository, workflow_run: run } = readEvent(env.GITHUB_EVENT_PATH);
  if (!env.GITHUB_TOKEN) {
    throw new OperatorError("GITHUB_TOKEN is not set. The job needs `GITHUB_TOKEN: ${{ github.token }}`.");
  }
  if (run.event !== "pull_request") return `nothing to comment on: the run was started by ${run.event}`;
  if (!run.head_branch || !run.head_repository)
    return "nothing to comment on: the branch or its fork is gone";

  const github = new Octokit({
    auth: env.GITHUB_TOKEN,
    baseUrl: env.GITHUB_API_URL || undefined,
    log: silent,
  });
  const target = { owner: repository.owner.login, repo: repository.name };
  const number = await findPullRequest(github, target, {
    owner: run.head_repository.owner.login,
    repositoryId: run.head_repository.id,
    branch: run.head_branch,
    sha: run.head_sha,
  });
  if (number === undefined) return `nothing to comment on: no open pull request is at ${run.head_sha} now`;

  const body = renderComment(readReport(directory), {
    url: run.html_url,
    conclusion: run.conclusion ?? "unknown",
    headSha: run.head_sha,
    repositoryUrl: repository.html_url,
  });
  const done = await upsertComment(github, { ...target, issue_number: number }, body, WORKFLOW_LOGIN);
  return `comment on pull request ${number}: ${done}`;
}

function readEvent(file: string | undefined): z.infer<typeof eventSchema> {
  if (!file)
    throw new OperatorError("GITHUB_EVENT_PATH is not set: this runs in a workflow on `workflow_run`.");
  const parsed = eventSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (parsed.success) return parsed.data;
  throw new OperatorError(`${file} is not a \`workflow_run\` event: ${z.prettifyError(parsed.error)}`);
}

/**
 * The report, or why there is none, in words of this program's own. It must be a file: a link in the artifact would
 * lead the reader to files of this machine.
 */
export function readReport(directory: string): Report | { unreadable: string } {
  const file = join(directory, reportFile);
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (!found) return { unreadable: "the run left no report" };
  if (!found.isFile()) return { unreadable: "the run's report is not a file" };
  if (found.size > REPORT_LIMIT)
    return { unreadable: `the run's report is larger than ${REPORT_LIMIT} bytes` };
  try {
    return reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // The reason would quote the report.
    return { unreadable: "the run's report does not have the form of one" };
  }
}

if (require.main === module) {
  void runCommand(async () => {
    const [directory] = process.argv.slice(2);
    if (!directory)
      throw new OperatorError("usage: comment.ts DIRECTORY (where the run's artifact was unpacked)");
    notice(await comment(process.env, directory));
  });
}
