/** The comment's text. What the run says of itself is a stranger's and goes into code; the rest is GitHub's own word. */
import { fit, type Section } from "./fit";
import { code, codeBlock, heading, row } from "./markdown";
import { operations, type Finding, type Report, type Resource } from "./report-format";

/** A comment that begins with this line is this program's. Nobody sees it. */
export const MARKER = "<!-- lakehouse: report on the pull request -->";

/** What GitHub says of the run. */
export interface Run {
  /** Page of the run. */
  url: string;
  /** How it ended, in GitHub's words: `success`, `failure`, `cancelled`, `timed_out` and others. */
  conclusion: string;
  headSha: string;
  /** Page of the repository that the comment is in. */
  repositoryUrl: string;
}

/** Most paths of one changed resource that are named. */
const PATHS = 8;

const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** @param report what the run left, or why that cannot be read, in this program's own words */
export function renderComment(report: Report | { unreadable: string }, run: Run): string {
  const left = "unreadable" in report ? [] : sections(report, run);
  const head = [
    MARKER,
    `## ${verdict(report, run)}`,
    "unreadable" in report ? `No details: ${report.unreadable}.` : summary(report),
  ];
  const foot =
    `<sub>Commit ${code(run.headSha)}, [its run](${run.url}) ended with ${code(run.conclusion)}. ` +
    "Everything in code is the run's own account of itself.</sub>";
  return fit(head.join("\n\n"), left, foot, `[the run's artifact](${run.url}#artifacts)`);
}

function verdict(report: Report | { unreadable: string }, run: Run): string {
  const problems = "unreadable" in report ? [] : problemsOf(report);
  if (problems.length > 0) return `Not passed: ${problems.join(", ")}`;
  return run.conclusion === "success" ? "Passed" : "Not passed: the run did not succeed";
}

function problemsOf({ tests, preview, graph }: Report): string[] {
  const stopping = preview.findings.filter(({ mandatory }) => mandatory).length;
  return [
    ...(tests === "success" ? [] : [`tests ${tested(tests)}`]),
    ...(preview.outcome === "succeeded" ? [] : [`preview ${preview.outcome}`]),
    ...(stopping > 0 ? [count(stopping, "mandatory violation")] : []),
    ...(preview.notRun.length > 0 ? [`${count(preview.notRun.length, "policy", "policies")} not run`] : []),
    ...(graph.kind === "unavailable" ? ["resource graph not compared"] : []),
  ];
}

/** GitHub's words for how a step ended, as a sentence would have them; the others fit as they are. */
const testWords: Partial<Record<Report["tests"], string>> = { success: "succeeded", failure: "failed" };
const tested = (tests: Report["tests"]): string => testWords[tests] ?? tests;

function summary({ tests, preview, graph }: Report): string {
  const violations = preview.findings.filter(({ mandatory }) => mandatory).length;
  const policies = [
    `${preview.judged} judged`,
    count(violations, "mandatory violation"),
    count(preview.findings.length - violations, "advisory violation"),
    ...(preview.notRun.length > 0 ? [`${preview.notRun.length} not run`] : []),
  ];
  const seconds = preview.seconds === undefined ? "" : ` in ${count(Math.round(preview.seconds), "second")}`;
  const difference =
    graph.kind === "unavailable"
      ? `not compared: ${code(graph.reason)}`
      : graph.removed.length + graph.changed.length + graph.added.length === 0
        ? "nothing changed"
        : `${graph.removed.length} removed, ${graph.changed.length} changed, ${graph.added.length} added`;
  return [
    heading("Part", "Result"),
    row("Tests", tested(tests)),
    row("Preview of dev", `${preview.outcome}${seconds}`),
    row("Policies", policies.join(", ")),
    row("Resource graph", difference),
  ].join("\n");
}

/** The details, the most important first: where the comment gets too long, the last are cut first. */
function sections({ preview, graph }: Report, run: Run): Section[] {
  const unknown = preview.findings.filter((finding) => finding.unknown);
  const violations = preview.findings.filter((finding) => !finding.unknown);
  const policies = heading("Policy", "Severity", "Resource", "What is wrong, and what to do");
  return [
    {
      title: "Errors",
      rows: preview.errors.map(({ resource, message }) =>
        [...(resource === undefined ? [] : [`${code(resource)}:`]), codeBlock(message)].join("\n\n"),
      ),
    },
    { title: "Policy violations", head: policies, rows: violations.map((each) => policyRow(each, run)) },
    {
      title: "Policies that could not judge",
      head: policies,
      rows: [
        ...unknown.map((each) => policyRow(each, run)),
        ...preview.notRun.map((policy) =>
          row(code(policy), "–", "–", "The preview ended before it was run."),
        ),
      ],
    },
    {
      title: "Replaced or deleted by the preview",
      head: heading("Operation", "Resource", "Layer"),
      rows: preview.destructive.map((each) => row(each.operation, resourceCell(each), code(each.layer))),
    },
    graphSection(graph),
    layerSection(preview.changes),
  ];
}

const resourceCell = ({ type, name }: Pick<Resource, "type" | "name">): string =>
  `${code(name)} ${code(type.split(":").at(-1) ?? type)}`;

function policyRow({ policy, severity, mandatory, resource, message, anchor }: Finding, run: Run): string {
  const page = anchor && `${run.repositoryUrl}/blob/${run.headSha}/docs/policies.md#${anchor}`;
  return row(
    page ? `${code(policy)} ([docs](${page}))` : code(policy),
    `${severity ?? "–"}, ${mandatory ? "stops" : "warns"}`,
    resource ? resourceCell(resource) : "the stack",
    code(message, 500),
  );
}

function graphSection(graph: Report["graph"]): Section {
  const title = "Resource graph of dev";
  if (graph.kind === "unavailable") return { title, rows: [] };
  const line = (change: string, each: Resource, properties: string) =>
    row(change, resourceCell(each), code(each.layer), properties);
  const paths = (all: readonly string[]) =>
    [
      ...all.slice(0, PATHS).map((path) => code(path, 120)),
      ...(all.length > PATHS ? [`${all.length - PATHS} more`] : []),
    ].join(", ");
  return {
    title: `${title}, against ${code(graph.base.slice(0, 12))}`,
    head: heading("Change", "Resource", "Layer", "Properties"),
    rows: [
      ...graph.removed.map((each) => line(each.protect ? "removed, **holds data**" : "removed", each, "–")),
      ...graph.changed.map((each) => line("changed", each, paths(each.paths))),
      ...graph.added.map((each) => line("added", each, "–")),
    ],
  };
}

function layerSection(changes: Report["preview"]["changes"]): Section {
  const layers = [...new Set(changes.map(({ layer }) => layer))];
  const seen = operations.filter((operation) => changes.some((each) => each.operation === operation));
  const cell = (layer: string, operation: string) =>
    String(changes.find((each) => each.layer === layer && each.operation === operation)?.count ?? 0);
  return {
    title: "What the preview would do, by layer",
    head: heading("Layer", ...seen),
    rows: layers.map((layer) => row(code(layer), ...seen.map((operation) => cell(layer, operation)))),
  };
}
