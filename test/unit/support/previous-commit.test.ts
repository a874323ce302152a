import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { previousCommit } from "../../e2e/support/previous-commit";

const base = mkdtempSync(join(tmpdir(), "lakehouse-previous-test-"));
afterAll(() => rmSync(base, { recursive: true }));

const git = (directory: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], {
    cwd: directory,
    stdio: ["ignore", "pipe", "ignore"],
  })
    .toString()
    .trim();
const commit = (directory: string, message: string) => {
  git(directory, "commit", "--quiet", "--allow-empty", "--message", message);
  return git(directory, "rev-parse", "HEAD");
};

describe("an upgrade is tried from", () => {
  const whole = join(base, "whole");
  git(base, "init", "--quiet", "--initial-branch=main", whole);
  commit(whole, "first");
  const fork = commit(whole, "fork");
  git(whole, "switch", "--quiet", "--create", "topic");
  const before = commit(whole, "before");
  const last = commit(whole, "last");
  git(whole, "branch", "--quiet", "elsewhere", fork);

  it("the commit before the last one, where all is committed", async () => {
    expect(await previousCommit(whole, "")).toBe(before);
  });

  it("the last one, where something is not", async () => {
    writeFileSync(join(whole, "file"), "");
    expect(await previousCommit(whole, "")).toBe(last);
    rmSync(join(whole, "file"));
  });

  it("where this branch left BASE", async () => {
    expect(await previousCommit(whole, "main")).toBe(fork);
    expect(await previousCommit(whole, "elsewhere")).toBe(fork);
  });

  it("nowhere without a history: that is an error, and says what to do", async () => {
    const shallow = join(base, "shallow");
    git(base, "clone", "--quiet", "--depth=1", `file://${whole}`, shallow);
    const remedy = /not here[\s\S]*git fetch --deepen=1/;
    await expect(previousCommit(shallow, "")).rejects.toThrow(remedy);
    git(shallow, "fetch", "--quiet", "--deepen=1");
    expect(await previousCommit(shallow, "")).toBe(before);
    await expect(previousCommit(whole, "nobody")).rejects.toThrow(remedy);
    await expect(previousCommit(base, "")).rejects.toThrow(remedy);
  });
});
