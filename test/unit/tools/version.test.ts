import { describe, expect, it } from "vitest";
import { isNewEnough, parseVersion, pinnedVersion } from "../../../tools/pulumi/version";

describe("parseVersion", () => {
  it.each([
    ["v3.250.0", [3, 250, 0]],
    ["3.250.1\n", [3, 250, 1]],
    ["v3.251.0-alpha.1", [3, 251, 0]],
  ])("reads %j", (text, version) => expect(parseVersion(text)).toEqual(version));

  it("reads no version from other text", () => expect(parseVersion("command not found")).toBeUndefined());
});

describe("isNewEnough", () => {
  it.each<[[number, number, number], boolean]>([
    [[3, 250, 0], true],
    [[3, 250, 7], true],
    [[3, 260, 0], true],
    [[3, 249, 9], false],
    [[2, 999, 0], false],
    [[4, 0, 0], false],
  ])("judges engine %j for SDK 3.250.5", (engine, verdict) =>
    expect(isNewEnough(engine, [3, 250, 5])).toBe(verdict),
  );
});

describe("pinnedVersion", () => {
  it("reads an exact version", () => expect(parseVersion(pinnedVersion("@pulumi/pulumi"))).toBeDefined());
  it("refuses a package that is not pinned", () =>
    expect(() => pinnedVersion("left-pad")).toThrow(/left-pad/));
});
