import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { performanceDocument, row, sections, withBenches, type Results } from "../../../tools/bench/document";
import type { Figure } from "../../../tools/bench/figures";
import { BENCHES, chosenBenches, chosenRounds } from "../../../tools/bench/main";

const figure: Figure = {
  title: "With the lid on, against without",
  unit: "s",
  subject: { label: "lid", samples: [1.5, 3, 2] },
  reference: { label: "none", samples: [1, 1, 1] },
  goal: { atMost: 1.25 },
};
const results: Results = {
  date: "2030-01-02",
  machine: { Processors: "4 × a fast one" },
  benches: [{ name: "lid", title: "The lid", figures: [figure] }],
};

describe("a row", () => {
  it("says the ratio, how far it spreads, the goal and whether it is met", () => {
    expect(row(figure)).toEqual([figure.title, "2.00", "1.50 to 3.00", "at most 1.25", "missed"]);
  });
  it("of a figure without a goal says neither met nor missed", () => {
    const { goal: _goal, ...rest } = figure;
    expect(row(rest).slice(3)).toEqual(["none", ""]);
  });
  it("names both sides of a goal in seconds and per cent", () => {
    const goal = { atMostMore: { share: 0.1, seconds: 2 } };
    expect(row({ ...figure, goal }).slice(3)).toEqual([
      "at most 10 % or 2 s more, whichever is larger",
      "met",
    ]);
  });
});

describe("the document", () => {
  it("has the machine, every figure with its medians, and what was written by hand", () => {
    const text = performanceDocument(results, "Before.\n\n## lid\n\nIt is heavy.\n\nVery.\n", null);
    expect(text).toContain("| Processors | 4 × a fast one |");
    expect(text).toContain("| Date | 2030-01-02 |");
    expect(text).toContain(
      "## The lid\n\n- With the lid on, against without: lid 2.00 s (1.50 to 3.00); none 1.00 s (1.00 to 1.00); 3 rounds.\n\nIt is heavy.\n\nVery.\n",
    );
    expect(text).not.toContain("Before.");
  });
  it("is refused when a bench has no explanation", () => {
    expect(() => performanceDocument(results, "## other\n\nIt is light.\n", null)).toThrow(
      "no section '## lid'",
    );
  });
  it("is refused when an explanation has no bench", () => {
    expect(() => performanceDocument(results, "## lid\n\nHeavy.\n\n## box\n\nEmpty.\n", null)).toThrow(
      "explains 'box', which was not measured",
    );
  });
});

describe("what is asked for", () => {
  it("has an explanation, every one of them", () => {
    const text = readFileSync(join(__dirname, "../../../tools/bench/explanations.md"), "utf8");
    expect([...sections(text).keys()].sort()).toEqual([...Object.keys(BENCHES), "memory"].sort());
  });
  it("is everything when nothing is said", () => {
    expect(chosenBenches(undefined).map(([name]) => name)).toEqual(Object.keys(BENCHES));
  });
  it("is what is named, in the order in which they always run", () => {
    const names = chosenBenches("policies, preview").map(([name]) => name);
    expect(names).toEqual(["preview", "policies"]);
  });
  it("is refused by name when there is no such bench", () => {
    expect(() => chosenBenches("preview,tls")).toThrow(
      /BENCH=preview,tls: there is no bench 'tls'\. Benches: .*object-store/,
    );
  });
  it.each(["0", "-1", "2.5", "many", "100"])("takes no ROUNDS=%s", (rounds) => {
    expect(() => chosenRounds(rounds)).toThrow(`ROUNDS=${rounds}: allowed is a whole number from 1 to 99.`);
  });
  it("takes a number of rounds, or leaves it to each bench", () => {
    expect([chosenRounds("3"), chosenRounds(""), chosenRounds(undefined)]).toEqual([3, undefined, undefined]);
  });
});

describe("benches that are measured again", () => {
  const box = { name: "box", title: "The box", figures: [figure] };
  const machine = { Processors: "2 × a slow one" };
  const again = { date: "2030-02-03", machine, benches: [box] };
  const apart = "on 2030-02-03 on 2 × a slow one";

  it("stand with the others, in the order of all, with their day and machine", () => {
    const merged = withBenches(results, again, ["box", "lid"]);
    expect(merged.benches.map(({ name, apart }) => [name, apart])).toEqual([
      ["box", apart],
      ["lid", undefined],
    ]);
    expect(merged).toMatchObject({ date: results.date, machine: results.machine });
    const text = performanceDocument(merged, "## lid\n\nHeavy.\n\n## box\n\nEmpty.\n", null);
    expect(text).toContain(`rounds.\n\nMeasured ${apart}, apart from the others.\n\nEmpty.\n`);
    expect(text.match(/Measured /g)).toHaveLength(1);
  });
  it("take the place of what was found before", () => {
    const lid = { ...results.benches[0]!, figures: [{ ...figure, title: "Anew" }] };
    const merged = withBenches(results, { ...again, benches: [lid] }, ["box", "lid"]);
    expect(merged.benches).toEqual([{ ...lid, apart }]);
  });
});
