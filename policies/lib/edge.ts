import { containerPolicy } from "./container";
import { configsOf, type HaproxyConfig } from "./haproxy";
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

/** A policy that judges each configuration of an HAProxy that publishes 443: what people's browsers reach. */
export const edgeConfigPolicy = (
  policy: PolicyData & { judge(config: HaproxyConfig, report: Report): void },
) =>
  containerPolicy({
    ...policy,
    judge(container, report) {
      if (!container.publishedPorts.some(({ external }) => external === httpsPort)) return;
      // A configuration that nobody can read is reported by the policies for listeners.
      for (const config of configsOf(container, () => undefined)) policy.judge(config, report);
    },
  });

/** A policy that judges each of its frontends for HTTP. */
export const edgePolicy = (
  policy: PolicyData & {
    /** @param conditional the frontend's other rules */
    judge(section: string, rules: Rules, report: Report, conditional: Rules): void;
  },
) =>
  edgeConfigPolicy({
    ...policy,
    judge(config, report) {
      for (const { section, rules } of config.webFrontends)
        policy.judge(
          section,
          rules.filter((words) => !isConditional(words)),
          report,
          rules.filter(isConditional),
        );
    },
  });
