import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { render } from "../../../components/platform/template";

function template(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "template-")), "file.conf.eta");
  writeFileSync(path, text);
  return path;
}

describe("configuration templates", () => {
  it("are plain text: nothing is escaped", () => {
    expect(render(template("name = '<%= it.value %>'\n"), { value: "a<b>&'c'" })).toContain("'a<b>&'c''");
  });

  it("refuse to read a value that was not given, naming it", () => {
    expect(() => render(template("<%= it.missing %>"), { value: 1 })).toThrow(/reads it\.missing/);
  });
});
