import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../pulumi/paths";
import { MEMORY_HEADINGS, memoryRows, type MemoryUse } from "./memory";
import { median, met, ratio, spread, type Figure, type Goal, type Series, type Unit } from "./figures";

/** One whole run of the bench. */
export interface Results {
  /** Day, as YYYY-MM-DD. */
  date: string;
  machine: Record<string, string>;
  /** By bench, in the order in which they ran. */
  benches: Measured[];
}

/** What one bench found. */
export interface Measured {
  name: string;
  title: string;
  figures: Figure[];
  /** Day and machine, where it was measured apart from the others. @default those of the whole run */
  apart?: string;
}

export const RESULTS = join(ROOT, "docs", "performance.json");
/** Written by `make bench BENCH=memory`, apart from the ratios: it looks at the stack that is in use. */
export const MEMORY = join(ROOT, "docs", "memory.json");
export const DOCUMENT = join(ROOT, "docs", "performance.md");
/** How each bench measures and what its figure means; written by hand, a section of the bench's name each. */
const EXPLANATIONS = join(__dirname, "explanations.md");

/** What the last runs have found. */
export const keptResults = (): Results => JSON.parse(readFileSync(RESULTS, "utf8")) as Results;

const rounded = (value: number): string => value.toPrecision(3).replace(/e\+?.*/, "");
const number = (value: number): string => (value >= 100 ? String(Math.round(value)) : rounded(value));

export function goalText(goal: Goal | undefined): string {
  if (!goal) return "none";
  if ("atMost" in goal) return `at most ${goal.atMost}`;
  if ("atLeast" in goal) return `at least ${goal.atLeast}`;
  return `at most ${goal.atMostMore.share * 100} % or ${goal.atMostMore.seconds} s more, whichever is larger`;
}

const seriesText = ({ label, samples }: Series, unit: Unit): string =>
  `${label} ${number(median(samples))} ${unit} (${number(Math.min(...samples))} to ${number(Math.max(...samples))})`;

/** A row of a table: what, the ratio, how far it can be trusted, the goal, and whether it is met. */
export function row(figure: Figure): string[] {
  const [lowest, highest] = spread(figure);
  const verdict = { true: "met", false: "missed", undefined: "" }[String(met(figure)) as "true"];
  return [
    figure.title,
    rounded(ratio(figure)),
    `${rounded(lowest)} to ${rounded(highest)}`,
    goalText(figure.goal),
    verdict,
  ];
}

export const HEADINGS = ["FIGURE", "RATIO", "ROUNDS", "GOAL", "RESULT"];

/** Sections of a Markdown text by heading of the second level. */
export function sections(text: string): Map<string, string> {
  const parts = text.split(/^## (.*)$/m).slice(1);
  return new Map(
    parts.flatMap((part, index) => (index % 2 === 0 ? [[part.trim(), parts[index + 1]!.trim()]] : [])),
  );
}

/** A whole run's results with those of some benches that were measured again, in the order of `names`. */
export function withBenches(whole: Results, again: Results, names: readonly string[]): Results {
  const apart = `on ${again.date} on ${again.machine["Processors"]}`;
  const found = new Map(whole.benches.map((each) => [each.name, each]));
  for (const each of again.benches) found.set(each.name, { ...each, apart });
  return { ...whole, benches: names.flatMap((name) => found.get(name) ?? []) };
}

const markdownTable = (headings: string[], rows: string[][]): string =>
  [headings, headings.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** Name of the bench that measures memory, and of what is said of it. */
export const MEMORY_SECTION = "memory";

const measuredMemory = (): MemoryUse | null =>
  existsSync(MEMORY) ? (JSON.parse(readFileSync(MEMORY, "utf8")) as MemoryUse) : null;

/**
 * The text of docs/performance.md.
 * @param memory null where none was measured @default what docs/memory.json holds
 * @throws Error when a bench has no explanation, or an explanation no bench
 */
export function performanceDocument(
  results = keptResults(),
  explanations = readFileSync(EXPLANATIONS, "utf8"),
  memory: MemoryUse | null = measuredMemory(),
): string {
  const prose = sections(explanations);
  const aboutMemory = prose.get(MEMORY_SECTION);
  prose.delete(MEMORY_SECTION);
  if (memory && aboutMemory === undefined)
    throw new Error(`${EXPLANATIONS} has no section '## ${MEMORY_SECTION}'`);
  const names = results.benches.map(({ name }) => name);
  for (const name of names)
    if (!prose.has(name)) throw new Error(`${EXPLANATIONS} has no section '## ${name}'`);
  for (const name of prose.keys())
    if (!names.includes(name)) throw new Error(`${EXPLANATIONS} explains '${name}', which was not measured`);
  return [
    "# Performance",
    "Written by `make bench`, which measures each figure anew. A figure is a ratio: two variants alternate in one run " +
      "on one machine, and the ratio is that of their medians, first over second. ROUNDS are the lowest and the highest " +
      "ratio of one round. Times and rates below are of this machine alone; only ratios compare.",
    markdownTable(
      HEADINGS,
      results.benches.flatMap(({ figures }) => figures.map(row)),
    ),
    "## The machine",
    markdownTable(["", ""], [["Date", results.date], ...Object.entries(results.machine)]),
    ...results.benches.flatMap(({ name, title, figures, apart }) => [
      `## ${title}`,
      figures
        .map(
          ({ title: what, unit, subject, reference }) =>
            `- ${what}: ${seriesText(subject, unit)}; ${seriesText(reference, unit)}; ${subject.samples.length} rounds.`,
        )
        .join("\n"),
      ...(apart ? [`Measured ${apart}, apart from the others.`] : []),
      prose.get(name)!,
    ]),
    ...(memory
      ? [
          "## Memory",
          markdownTable(MEMORY_HEADINGS, memoryRows(memory.containers)),
          `Measured on ${memory.date}. ${aboutMemory!}`,
        ]
      : []),
  ]
    .join("\n\n")
    .concat("\n");
}
