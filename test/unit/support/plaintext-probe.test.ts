import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findPlaintext } from "../../e2e/support/plaintext-probe";

const marker = "marker-0123456789";

function tree(files: Record<string, string | Buffer>): string {
  const root = mkdtempSync(join(tmpdir(), "plaintext-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

describe("findPlaintext", () => {
  it("finds nothing where nothing is, and says how much it read", async () => {
    const root = tree({ "a/b": "x".repeat(100), c: "marker-012345678" });
    expect(await findPlaintext(root, marker)).toEqual({ files: 2, bytes: 116, hits: [] });
  });

  it.each([
    ["raw", Buffer.from(marker), 3],
    ["hex", Buffer.from(Buffer.from(marker).toString("hex")), 3],
    ["utf-16le", Buffer.from(marker, "utf16le"), 3],
    ["base64", Buffer.from(Buffer.from(`x${marker}`).toString("base64")), 5],
  ])("finds it as %s", async (encoding, bytes, offset) => {
    const root = tree({ "deep/er/file": Buffer.concat([Buffer.from("123"), bytes, Buffer.from("4")]) });
    expect((await findPlaintext(root, marker)).hits).toEqual([{ path: "deep/er/file", encoding, offset }]);
  });

  it("finds it across the border of two reads, once", async () => {
    const border = 1 << 20;
    const offset = border - 5;
    const root = tree({
      big: Buffer.concat([Buffer.alloc(offset), Buffer.from(marker), Buffer.alloc(border)]),
    });
    expect((await findPlaintext(root, marker)).hits).toEqual([{ path: "big", encoding: "raw", offset }]);
  });

  it("finds it in a file's name", async () => {
    const root = tree({ [`x/${marker}.bin`]: "" });
    expect((await findPlaintext(root, marker)).hits).toEqual([
      { path: `x/${marker}.bin`, encoding: "raw", offset: undefined },
    ]);
  });

  it("refuses a marker that chance would find, and a directory that is not there", async () => {
    await expect(findPlaintext(tree({}), "short")).rejects.toThrow("at least 8 bytes");
    await expect(findPlaintext("/nonexistent/tree", marker)).rejects.toThrow("ENOENT");
  });
});
