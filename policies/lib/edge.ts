import { containerPolicy } from "./container";
import { configsOf } from "./haproxy";
import type { PolicyData, Report } from "./policy";

const httpsPort = 443;

/** Rules of a frontend, for example `["http-request", "del-header", "Forwarded"]`, without those with a condition. */
export type Rules = readonly string[][];

/** Whether a header is treated in one of the ways, of all requests or answers. */
export const treats = (rules: Rules, kind: string, actions: readonly string[], header: string): boolean =>
  rules.some(
    ([first, action, name]) =>
      first === kind && actions.includes(action!) && name?.toLowerCase() === header.toLowerCase(),
  );

const isConditional = (words: readonly string[]) => words.includes("if") || words.includes("unless");

/** A policy that judges each frontend for HTTP of an HAProxy that publishes 443: what people's browsers reach. */
export const edgePolicy = (
  policy: PolicyData & {
    /** @param conditional the frontend's other rules */
    judge(section: string, rules: Rules, report: Report, conditional: Rules): void;
  },
) =>
  containerPolicy({
    ...policy,
    judge(container, report) {
      if (!container.publishedPorts.some(({ external }) => external === httpsPort)) return;
      // A configuration that nobody can read is reported by the policies for listeners.
      for (const { section, rules } of configsOf(container, () => undefined).flatMap(
        (each) => each.webFrontends,
      ))
        policy.judge(
          section,
          rules.filter((words) => !isConditional(words)),
          report,
          rules.filter(isConditional),
        );
    },
  });
