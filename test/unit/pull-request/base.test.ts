import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compareWithBase } from "../../../tools/pull-request/report";

const root = mkdtempSync(join(tmpdir(), "lakehouse-base-"));
afterAll(() => rmSync(root, { recursive: true }));

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
  })
    .toString()
    .trim();
const graph = (...names: string[]) => {
  mkdirSync(join(root, "test", "golden"), { recursive: true });
  writeFileSync(
    join(root, "test", "golden", "dev.json"),
    JSON.stringify(names.map((name) => ({ type: "a:b:C", name }))),
  );
};
const commit = (message: string) => {
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", message);
  return git("rev-parse", "HEAD");
};

describe("the base", () => {
  git("init", "--quiet", "--initial-branch=main");
  const empty = commit("empty");
  graph("one");
  const fork = commit("one");
  git("switch", "--quiet", "--create", "topic");
  graph("one", "two");
  commit("two");
  git("switch", "--quiet", "main");
  graph("one", "meanwhile");
  commit("meanwhile");
  git("switch", "--quiet", "--orphan", "stranger");
  commit("stranger");
  git("switch", "--quiet", "topic");

  it("is the commit where the branch left it, not what came after", async () => {
    expect(await compareWithBase("main", root)).toEqual({
      kind: "compared",
      base: fork,
      removed: [],
      changed: [],
      added: [{ type: "a:b:C", name: "two", layer: "other" }],
    });
  });

  it("is compared with the work tree, committed or not", async () => {
    graph("two");
    const difference = await compareWithBase("main", root);
    git("checkout", "--quiet", "--", ".");
    expect(difference).toMatchObject({ removed: [{ name: "one" }], added: [{ name: "two" }] });
  });

  it.each([
    ["there is no such branch", "nowhere", /left nowhere cannot be told:.*nowhere/],
    ["it is an option", "--octopus", /left --octopus cannot be told/],
    ["it has nothing in common", "stranger", /no commit in common/],
    ["it had no graph yet", empty, /dev\.json/],
  ])("is said to be of no use when %s", async (_why, base, reason) => {
    const difference = await compareWithBase(base, root);
    expect(difference).toMatchObject({ kind: "unavailable" });
    expect("reason" in difference && difference.reason).toMatch(reason);
  });
});
