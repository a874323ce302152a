import type { Attempt } from "./attempt";

/** Attempts whose outcome is not what the catalogue says. */
export const differences = (attempts: readonly Attempt[]): Attempt[] =>
  attempts.filter(({ expected, seen }) => expected !== seen);

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** Attempts as a Markdown table; a line that is not as expected is marked. */
export function attemptsTable(attempts: readonly Attempt[]): string {
  const lines = attempts.map(({ service, principal, action, expected, seen, detail }) => {
    const mark = expected === seen ? "" : "**DIFFERENT**";
    return `| ${[service, principal, action, expected, seen, detail, mark].map(cell).join(" | ")} |`;
  });
  return [
    "| service | principal | action | expected | seen | detail | |",
    "|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}

/** How many attempts there were, and how many were not as expected, by service. */
export function attemptsSummary(attempts: readonly Attempt[]): string {
  const services = [...new Set(attempts.map(({ service }) => service))];
  return services
    .map((service) => {
      const of = attempts.filter((each) => each.service === service);
      const count = (seen: Attempt["seen"]) => of.filter((each) => each.seen === seen).length;
      return (
        `${service}: ${of.length} attempts, ${count("allowed")} allowed, ${count("denied")} denied, ` +
        `${count("error")} errors; ${differences(of).length} not as expected`
      );
    })
    .join("\n");
}
