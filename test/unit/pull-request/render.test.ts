import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMMENT_LIMIT } from "../../../tools/pull-request/fit";
import { code, codeBlock } from "../../../tools/pull-request/markdown";
import { MARKER, renderComment } from "../../../tools/pull-request/render";
import type { Finding, Report } from "../../../tools/pull-request/report-format";
import { cellsOf, outsideCode } from "./markdown-reader";
import { report, run, SHA, volume } from "./sample-report";

const violation: Finding = {
  policy: "containers-run-as-non-root",
  severity: "high",
  mandatory: true,
  resource: { type: "docker:index/container:Container", name: "open-door", layer: "platform" },
  message: "open-door: runs as root. Set `user` to a numeric id.",
  unknown: false,
  anchor: "containers-networks-and-images",
};
const failed = { ...run, conclusion: "failure" };
const heading = (text: string) => text.split("\n").find((line) => line.startsWith("## "));

describe("the comment", () => {
  it("says that all went well and nothing changed", () => {
    const text = renderComment(report(), run);
    expect(text.startsWith(`${MARKER}\n`)).toBe(true);
    expect(heading(text)).toBe("## Passed");
    expect(text).toContain("| Preview of dev | succeeded in 7 seconds |");
    expect(text).toContain("| Policies | 85 judged, 0 mandatory violations, 0 advisory violations |");
    expect(text).toContain("| Resource graph | nothing changed |");
    expect(text).not.toContain("Policy violations");
  });

  it("tells what failed, tests and preview, with the engine's errors", () => {
    const errors = [{ resource: "object-store", message: "Error: no\nsecond line" }];
    const text = renderComment(report({ tests: "failure", preview: { outcome: "failed", errors } }), failed);
    expect(heading(text)).toBe("## Not passed: tests failed, preview failed");
    expect(text).toContain("### Errors\n\n`object-store`:\n\n```text\nError: no\nsecond line\n```");
  });

  it("lists violations with their level and where the policy is explained", () => {
    const text = renderComment(report({ preview: { outcome: "failed", findings: [violation] } }), failed);
    expect(heading(text)).toBe("## Not passed: preview failed, 1 mandatory violation");
    const page = `${run.repositoryUrl}/blob/${SHA}/docs/policies.md#containers-networks-and-images`;
    expect(text).toContain(
      `| \`containers-run-as-non-root\` ([docs](${page})) | high, stops | \`open-door\` \`Container\` ` +
        "| `` open-door: runs as root. Set `user` to a numeric id. `` |",
    );
  });

  it("counts what could not be judged as not passed, and lists it apart", () => {
    const unknown = { ...violation, mandatory: false, unknown: true };
    const text = renderComment(
      report({ preview: { findings: [unknown], notRun: ["bronze-is-versioned"] } }),
      run,
    );
    expect(heading(text)).toBe("## Not passed: 1 policy not run");
    expect(text).toContain("### Policies that could not judge");
    expect(text).toContain("| `bronze-is-versioned` | – | – | The preview ended before it was run. |");
    expect(text).not.toContain("### Policy violations");
  });

  it("shows the graph's difference: what is lost first, and whether it holds data", () => {
    const paths = Array.from({ length: 10 }, (_, index) => `inputs.envs[${index}]`);
    const graph: Report["graph"] = {
      kind: "compared",
      base: SHA,
      removed: [{ ...volume, protect: true }],
      changed: [{ ...volume, name: "postgresql-keys", paths }],
      added: [{ ...volume, name: "trino-spill" }],
    };
    const text = renderComment(report({ graph }), run);
    const rows = text.split("\n").filter((line) => /^\| (removed|changed|added)/.test(line));
    expect(rows).toEqual([
      "| removed, **holds data** | `postgresql-data` `Volume` | `storage` | – |",
      `| changed | \`postgresql-keys\` \`Volume\` | \`storage\` | ${paths
        .slice(0, 8)
        .map((path) => `\`${path}\``)
        .join(", ")}, 2 more |`,
      "| added | `trino-spill` `Volume` | `storage` | – |",
    ]);
  });

  it("does not call a run passed that GitHub says has failed, whatever it says of itself", () => {
    expect(heading(renderComment(report(), failed))).toBe("## Not passed: the run did not succeed");
    const none = renderComment({ unreadable: "the run left no report" }, { ...run, conclusion: "cancelled" });
    expect(heading(none)).toBe("## Not passed: the run did not succeed");
    expect(none).toContain("No details: the run left no report.");
  });

  it("stays within GitHub's limit, says what is left out, and lets no section hide the others", () => {
    const findings = Array.from({ length: 5000 }, (_, index) => ({
      ...violation,
      policy: `policy-${index}`,
    }));
    const added = Array.from({ length: 5000 }, (_, index) => ({ ...volume, name: `volume-${index}` }));
    const graph: Report["graph"] = { kind: "compared", base: SHA, removed: [], changed: [], added };
    const text = renderComment(report({ preview: { findings }, graph }), failed);
    expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(text.length).toBeGreaterThan(COMMENT_LIMIT * 0.9);
    const omitted = [...text.matchAll(/(\d+) more left out here/g)].map(([, number]) => Number(number));
    const shown = (prefix: string) => text.split("\n").filter((line) => line.startsWith(prefix)).length;
    expect(omitted).toEqual([5000 - shown("| `policy-"), 5000 - shown("| added |")]);
    expect(shown("| added |")).toBeGreaterThan(50);
    expect(text).toContain("### What the preview would do, by layer");
    expect(text.trimEnd().endsWith("</sub>")).toBe(true);
  });
});

const hostile = [
  "@everyone",
  "<script>alert(1)</script>",
  "<!-- lakehouse: report on the pull request -->",
  "`` ` ```",
  "a | b \\| c \\\\| d \\",
  "![x](https://evil.example/x.png)",
  "fixes #1",
  "line\n\n# heading\n| a | b |",
  "\u202etxt.exe\u0000\u200b",
  "\ud800",
];
/** Strings of pieces that mean something in Markdown, HTML or to GitHub. */
const nasty = fc
  .array(
    fc.constantFrom(
      ...hostile,
      "`",
      "``",
      "\\",
      "|",
      "\n",
      "```\n",
      "~~~",
      "<b>",
      "-->",
      "@x",
      " ",
      "é",
      "x",
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((pieces) => pieces.join(""));

describe("what a stranger wrote", () => {
  it("is code in a line, whatever it is", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const shown = code(text);
        expect(shown).not.toMatch(/[\n\u202e\0]/);
        expect(["¤", "–"]).toContain(outsideCode(shown));
        expect(cellsOf(`| ${shown} | x |`)).toBe(2);
      }),
      { numRuns: 2000 },
    );
  });

  it("is code in a block, whatever it is", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(outsideCode(`before\n\n${codeBlock(text)}\n\nafter`)).toBe("before\n\n¤\n\nafter");
      }),
      { numRuns: 2000 },
    );
  });

  it("is shown as it is, but for what cannot be seen", () => {
    expect(code("user `root`")).toBe("`` user `root` ``");
    expect(code("a|b")).toBe("`a\\|b`");
    expect(code("\u202ea\u0000b\nc")).toBe("`a b c`");
    expect(code("x".repeat(400), 10)).toBe(`\`${"x".repeat(9)}…\``);
    expect(code("")).toBe("–");
  });

  it("is nowhere outside of code in a comment, and breaks no table", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const resource = { type: text, name: text, layer: text };
        const { anchor: _anchor, ...finding } = { ...violation, policy: text, resource, message: text };
        const rendered = renderComment(
          report({
            preview: {
              changes: [{ layer: text, operation: "delete", count: 1 }],
              destructive: [{ ...resource, operation: "delete" }],
              findings: [finding, { ...finding, unknown: true }],
              notRun: [text],
              errors: [{ resource: text, message: text }],
            },
            graph: {
              kind: "compared",
              base: SHA,
              removed: [{ ...resource, protect: true }],
              changed: [{ ...resource, paths: [text] }],
              added: [resource],
            },
          }),
          run,
        );
        const harmless = renderComment(report(), run).match(/<[^>]*>/g);
        const visible = outsideCode(rendered);
        expect(visible).not.toMatch(/@|evil|#1|heading|alert/);
        expect(visible.match(/<[^>]*>/g)).toEqual(harmless);
        // What is in a block of code is no table, whatever it looks like.
        const prose = rendered.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, "");
        const tables = prose.split("\n\n").filter((block) => block.startsWith("| "));
        expect(tables.length).toBeGreaterThan(1);
        for (const table of tables) expect(new Set(table.split("\n").map(cellsOf)).size, table).toBe(1);
      }),
      { numRuns: 500 },
    );
  });
});
