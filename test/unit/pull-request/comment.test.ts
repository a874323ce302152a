import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { comment, readReport } from "../../../tools/pull-request/comment";
import { MARKER } from "../../../tools/pull-request/render";
import { OperatorError } from "../../../tools/pulumi/report";
import { BOT, FakeGitHub, type FakePull } from "./fake-github";
import { report, SHA } from "./sample-report";

const FORK = 42;
const fork: FakePull = {
  number: 7,
  head: { sha: SHA, ref: "topic/ä|1", repo: { id: FORK, owner: { login: "mallory" } } },
};
const other = (number: number, head: Partial<FakePull["head"]>): FakePull => ({
  number,
  head: { ...fork.head, ...head },
});
const said = (id: number, body: string, login = BOT) => ({ id, body, user: { login } });

const github = new FakeGitHub();
let directory: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "lakehouse-comment-"));
  Object.assign(github, { pulls: [fork], comments: [], refuse: {} });
  github.requests.length = 0;
  env = {
    GITHUB_API_URL: await github.start(),
    GITHUB_TOKEN: "the-token",
    GITHUB_EVENT_PATH: join(directory, "event.json"),
  };
  writeEvent();
  writeReport(JSON.stringify(report()));
});

afterEach(async () => {
  await github.stop();
  rmSync(directory, { recursive: true });
});

/** The event of a run for a pull request from a fork: it names no pull request. */
function writeEvent(changes: object = {}): void {
  const event = {
    repository: {
      name: "lakehouse",
      owner: { login: "acme" },
      html_url: "https://github.example/acme/lakehouse",
    },
    workflow_run: {
      event: "pull_request",
      conclusion: "success",
      head_branch: fork.head.ref,
      head_sha: SHA,
      head_repository: { id: FORK, owner: { login: "mallory" } },
      html_url: "https://github.example/acme/lakehouse/actions/runs/7",
      pull_requests: [],
      ...changes,
    },
  };
  writeFileSync(env.GITHUB_EVENT_PATH!, JSON.stringify(event));
}

const writeReport = (text: string) => writeFileSync(join(directory, "report.json"), text);
const run = () => comment(env, directory);
const writes = () => github.requests.filter((request) => !request.startsWith("GET"));
const refused = async () => {
  const error: unknown = await run().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(OperatorError);
  return (error as Error).message;
};

describe("the comment", () => {
  it("is written on the pull request that the event does not name, with the token it was given", async () => {
    expect(await run()).toBe("comment on pull request 7: created");
    expect(writes()).toEqual(["POST /issues/7/comments"]);
    expect(github.comments[0]!.body).toContain("## Passed");
    expect([...github.tokens]).toEqual(["token the-token"]);
  });

  it("is brought up to date where it is, pages down", async () => {
    github.comments = [1, 2, 3, 4].map((id) => said(id, "hello", "alice"));
    github.comments.push(said(5, `${MARKER}\nold`));
    expect(await run()).toBe("comment on pull request 7: updated");
    expect(writes()).toEqual(["PATCH /issues/comments/5"]);
    expect(github.comments[4]!.body).toContain("## Passed");
  });

  it("is left alone where it says the same", async () => {
    await run();
    github.requests.length = 0;
    expect(await run()).toBe("comment on pull request 7: unchanged");
    expect(writes()).toEqual([]);
  });

  it("is one: what is too many of ours is removed, also where another was faster", async () => {
    github.comments = [
      said(1, `${MARKER}\na`),
      said(2, "x", "alice"),
      said(3, `${MARKER}\nb`),
      said(4, MARKER),
    ];
    github.refuse = { "DELETE /issues/comments/4": { status: 404, message: "Not Found" } };
    expect(await run()).toBe("comment on pull request 7: updated");
    expect(github.comments.map(({ id }) => id)).toEqual([1, 2, 4]);
  });

  it("never touches what others wrote, marker or not, nor what of ours only quotes it", async () => {
    const before = [
      said(1, `${MARKER}\nmine`, "mallory"),
      said(2, `see ${MARKER}`),
      { ...said(3, MARKER), user: null },
    ];
    github.comments = structuredClone(before);
    expect(await run()).toBe("comment on pull request 7: created");
    expect(github.comments.slice(0, 3)).toEqual(before);
  });
});

describe("the pull request", () => {
  it("is not one that only looks like the run's", async () => {
    github.pulls = [
      other(1, { sha: SHA.replace("0", "f") }),
      other(2, { repo: { id: 43, owner: { login: "mallory" } } }),
      other(3, { repo: null }),
      other(4, { ref: "main" }),
      fork,
    ];
    expect(await run()).toBe("comment on pull request 7: created");
  });

  it("is left alone once it has a newer commit, or is closed", async () => {
    github.pulls = [other(7, { sha: SHA.replace("0", "f") })];
    expect(await run()).toBe(`nothing to comment on: no open pull request is at ${SHA} now`);
    expect(writes()).toEqual([]);
  });

  it("must be the only one with that head", async () => {
    github.pulls = [fork, other(8, {})];
    expect(await refused()).toMatch(/pull requests 7, 8 have the same head.*Close all but one/s);
    expect(writes()).toEqual([]);
  });

  it("is not taken from the report", async () => {
    writeReport(JSON.stringify({ ...report(), number: 1, pull_request: 1 }));
    github.pulls = [other(1, { ref: "victim" }), fork];
    expect(await run()).toBe("comment on pull request 7: created");
  });

  it.each([
    ["a push started the run", { event: "push" }],
    ["the fork is gone", { head_repository: null }],
    ["the branch is gone", { head_branch: null }],
  ])("is not looked for when %s", async (_why, changes) => {
    writeEvent(changes);
    expect(await run()).toMatch(/^nothing to comment on/);
    expect(github.requests).toEqual([]);
  });
});

describe("a refusal", () => {
  const limited = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795400000" };
  it.each([
    ["GET /pulls", 401, "Bad credentials", {}, /looking for the pull request \(HTTP 401\).*expired/s],
    ["POST", 403, "Resource not accessible", {}, /commenting on pull request 7.*pull-requests: write/s],
    ["GET /issues", 404, "Not Found", {}, /HTTP 404.*no such repository or pull request/s],
    ["POST", 422, "Validation Failed", {}, /HTTP 422.*too long, or the pull request is locked/s],
    ["GET /issues", 403, "API rate limit exceeded", limited, /rate limit.*after 2026-11-23T02:13:20.000Z/s],
    ["POST", 403, "secondary rate limit", { "retry-after": "60" }, /rate limit.*in 60 seconds/s],
    ["POST", 429, "You have exceeded a secondary rate limit", {}, /rate limit.*in a few minutes/s],
    ["POST", 502, "Bad Gateway", {}, /HTTP 502.*githubstatus/s],
  ])("of %s with %i %s is told once, with its remedy", async (request, status, message, headers, told) => {
    github.refuse = { [request]: { status, message, headers } };
    const text = await refused();
    expect(text).toMatch(told);
    expect(text).not.toContain("the-token");
  });

  it("is not waited out or tried again", async () => {
    github.refuse = {
      POST: { status: 403, message: "secondary rate limit", headers: { "retry-after": "1" } },
    };
    await refused();
    expect(writes()).toEqual(["POST /issues/7/comments"]);
  });

  it("by nobody, where nothing answers, is one message too", async () => {
    await github.stop();
    expect(await refused()).toMatch(/looking for the pull request/);
    await github.start();
  });

  it("without a token is told before anything is asked", async () => {
    delete env.GITHUB_TOKEN;
    expect(await refused()).toMatch(/GITHUB_TOKEN is not set/);
    expect(github.requests).toEqual([]);
  });

  it("of another event says what is missing in it", async () => {
    writeFileSync(env.GITHUB_EVENT_PATH!, JSON.stringify({ repository: {} }));
    expect(await refused()).toMatch(/not a `workflow_run` event.*workflow_run/s);
  });
});

describe("a report that cannot be read", () => {
  const file = () => join(directory, "report.json");
  it.each<[string, () => void, RegExp]>([
    ["is missing", () => rmSync(file()), /left no report/],
    ["is a link", () => (rmSync(file()), symlinkSync("/proc/self/environ", file())), /not a file/],
    ["is a directory", () => (rmSync(file()), mkdirSync(file())), /not a file/],
    ["is huge", () => writeReport(" ".repeat(5 * 1024 * 1024)), /larger than/],
    ["is no JSON", () => writeReport("@everyone"), /does not have the form/],
    ["lacks a part", () => writeReport('{"version":1}'), /does not have the form/],
    [
      "has a link of its own",
      () => writeReport(withAnchor("x](https://evil.example)")),
      /does not have the form/,
    ],
  ])("because it %s is commented on in words of our own", async (_why, spoil, told) => {
    spoil();
    const read = readReport(directory);
    expect("unreadable" in read && read.unreadable).toMatch(told);
    expect(await run()).toBe("comment on pull request 7: created");
    expect(github.comments[0]!.body).toMatch(told);
    expect(github.comments[0]!.body).not.toMatch(/@|evil/);
  });

  function withAnchor(anchor: string): string {
    const finding = { policy: "p", mandatory: true, message: "m", unknown: false, anchor };
    return JSON.stringify(report({ preview: { findings: [finding] } }));
  }
});
