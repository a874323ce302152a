import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dataPath, hops } from "../../../tools/docs/data-path";

describe("the page of the way from a source to a dashboard", () => {
  it.each(hops)("names a file that is there for flow $flow", ({ file }) => {
    expect(existsSync(join(__dirname, "../../..", file))).toBe(true);
  });
  it("has every hop in the place for them", () => {
    const text = dataPath();
    expect(text).not.toContain("<!--");
    expect(text).toContain("| scheduler | sample-source, port `sql` |");
    expect(text).toContain("| operator | edge, port `https` |");
  });
  it("is refused when it names a flow there is none of", () => {
    expect(() => dataPath("<!-- hops -->", [{ flow: 9999, login: "", file: "" }])).toThrow(/flow 9999/);
  });
});
