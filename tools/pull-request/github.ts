/** The little of GitHub's REST API that the comment needs. Facts: docs.github.com/en/rest, version 2022-11-28. */
import type { Octokit } from "@octokit/rest";
import { OperatorError } from "../pulumi/report";
import { MARKER } from "./render";

export interface Repository {
  owner: string;
  repo: string;
}

/** The head of a run, as the event says it; the event is GitHub's word, not the run's. */
export interface Head {
  /** Owner of the repository that the branch is in: another than the pull request's where it comes from a fork. */
  owner: string;
  repositoryId: number;
  branch: string;
  sha: string;
}

/**
 * The open pull request that a run was for. The event names none when the head is in a fork, so it is looked for by
 * its head, and must still be at the commit the run was of.
 * @returns undefined when it is closed, or when there is a newer commit, whose own run will tell
 * @throws OperatorError when several have that head
 */
export async function findPullRequest(
  github: Octokit,
  repository: Repository,
  head: Head,
): Promise<number | undefined> {
  const open = await github
    .paginate(github.rest.pulls.list, {
      ...repository,
      state: "open",
      head: `${head.owner}:${head.branch}`,
      per_page: 100,
    })
    .catch(explain("looking for the pull request", "pull-requests: write"));
  // The owner may have several repositories with that branch, and some servers ignore a filter they do not know.
  const found = open.filter(
    (each) =>
      each.head.sha === head.sha &&
      each.head.ref === head.branch &&
      (each.head.repo as { id: number } | null)?.id === head.repositoryId,
  );
  if (found.length > 1) {
    const numbers = found.map(({ number }) => number).join(", ");
    throw new OperatorError(
      `The pull requests ${numbers} have the same head, ${head.sha}, so which of them this run was for cannot be told. ` +
        "Close all but one, or give each a branch of its own.",
    );
  }
  return found[0]?.number;
}

/**
 * Writes the comment, or brings the one already there up to date, and removes what is too many of ours. Ours is what
 * begins with the marker and was written by the given login: others may write the marker too.
 */
export async function upsertComment(
  github: Octokit,
  target: Repository & { issue_number: number },
  body: string,
  login: string,
): Promise<"created" | "updated" | "unchanged"> {
  const { owner, repo } = target;
  const explained = explain(`commenting on pull request ${target.issue_number}`, "pull-requests: write");
  const comments = await github
    .paginate(github.rest.issues.listComments, { ...target, per_page: 100 })
    .catch(explained);
  const [kept, ...others] = comments.filter(
    (comment) => comment.user?.login === login && comment.body?.startsWith(MARKER),
  );
  for (const { id } of others) {
    await github.rest.issues.deleteComment({ owner, repo, comment_id: id }).catch((error: unknown) => {
      // Gone already is what was wanted.
      if (statusOf(error) !== 404) explained(error);
    });
  }
  if (!kept) {
    await github.rest.issues.createComment({ ...target, body }).catch(explained);
    return "created";
  }
  if (kept.body === body) return "unchanged";
  await github.rest.issues.updateComment({ owner, repo, comment_id: kept.id, body }).catch(explained);
  return "updated";
}

/** What Octokit throws: the answer with its headers; no answer at all has the status 500 and no response. */
interface Failure {
  status?: number;
  message: string;
  response?: { headers: Record<string, string | number | undefined> };
}

const statusOf = (error: unknown): number | undefined => (error as Failure).status;

/** Turns a refused request into one message that says what to do. */
function explain(doing: string, permission: string): (error: unknown) => never {
  return (error) => {
    const failure = error as Failure;
    const { status, message } = failure;
    throw new OperatorError(
      `GitHub refused ${doing}${status === undefined ? "" : ` (HTTP ${status})`}: ${message}\n${remedy(failure, permission)}`,
    );
  };
}

function remedy({ status, message, response }: Failure, permission: string): string {
  const headers = response?.headers ?? {};
  const limited = headers["x-ratelimit-remaining"] === "0" || /rate limit/i.test(message);
  if ((status === 403 || status === 429) && (limited || headers["retry-after"] !== undefined)) {
    return `The token's rate limit is used up. Run the job again ${whenAllowed(headers)}.`;
  }
  switch (status) {
    case 401:
      return "The token is missing, wrong or expired. The job needs `GITHUB_TOKEN: ${{ github.token }}` in its environment.";
    case 403:
      return `The token may not do that. The job needs \`permissions: { ${permission} }\`, and the repository must allow workflows to have it.`;
    case 404:
      return `There is no such repository or pull request, or the token may not see it (\`permissions: { ${permission} }\`).`;
    case 422:
      return "GitHub did not accept the text: it is too long, or the pull request is locked.";
    default:
      return "Run the job again; if it stays so, see https://www.githubstatus.com.";
  }
}

function whenAllowed(headers: Record<string, string | number | undefined>): string {
  if (headers["retry-after"] !== undefined) return `in ${headers["retry-after"]} seconds`;
  const reset = Number(headers["x-ratelimit-reset"]);
  return reset > 0 ? `after ${new Date(reset * 1000).toISOString()}` : "in a few minutes";
}
