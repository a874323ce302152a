import { describe, expect, it } from "vitest";
import { systemProblem } from "../../../tools/pulumi/system-error";

const error = (code: string, path?: string) => Object.assign(new Error(code), { code, path });

describe("systemProblem", () => {
  it.each([
    ["EACCES", /^\/x cannot be used: this user may not use it \(EACCES\)\.\n {2}Remedy: make it yours/],
    ["EROFS", /read-only .*\n {2}Remedy: mount it for writing/],
    ["ENOSPC", /disk is full .*\n {2}Remedy: free space/],
    ["ENOTDIR", /a part of its path is a file/],
  ])("says what %s means and how it is mended", (code, message) => {
    expect(systemProblem(error(code, "/x"))).toMatch(message);
  });

  it("names the places it can be when a write does not say where", () => {
    expect(systemProblem(error("ENOSPC"))).toMatch(/\/lakehouse or \S+\/lakehouse cannot be used/);
  });

  it.each([error("ENOENT", "/x"), error("EACCES"), new TypeError("x"), undefined])(
    "leaves %s for a defect",
    (other) => expect(systemProblem(other ?? {})).toBeUndefined(),
  );
});
