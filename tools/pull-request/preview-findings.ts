/** Reads out of an engine's event log what a reviewer must know of a preview. */
import type { EngineEvent, PolicyEvent } from "@pulumi/pulumi/automation";
import { layerOfType } from "./graph-difference";
import { operations, severities, type Finding, type Preview, type Resource } from "./report-format";

interface PolicySummary {
  /** Names of the policies that found nothing, and of those that did. One that does not apply is in neither. */
  passed?: string[];
  failed?: string[];
}

/** An event as the log has it: `apitype.EngineEvent` of Pulumi's Go SDK, which knows more than the published types. */
export type LoggedEvent = Partial<Omit<EngineEvent, "policyEvent">> & {
  policyEvent?: Omit<PolicyEvent, "enforcementLevel"> & { enforcementLevel: string; severity?: string };
  policyAnalyzeSummaryEvent?: PolicySummary;
  policyAnalyzeStackSummaryEvent?: PolicySummary;
};

/** What of a policy matters here. */
export interface KnownPolicy {
  name: string;
  /** Type tokens of the resources it is about. */
  types: readonly string[];
  /** Where docs/policies.md explains it. */
  anchor?: string;
}

/** How the project's policies say that a value was unknown: policies/lib/adapt.ts. */
const UNKNOWN = /: cannot be judged: |^cannot be judged: /;

export function previewFindings(
  events: readonly LoggedEvent[],
  code: number,
  policies: readonly KnownPolicy[],
): Preview {
  const summary = events.findLast((event) => event.summaryEvent)?.summaryEvent;
  const findings = findingsOf(events, policies);
  const errors = errorsOf(events);
  if (code !== 0 && errors.length === 0 && !findings.some(({ mandatory }) => mandatory)) {
    errors.push({ message: `The engine ended with code ${code} and gave no reason.` });
  }
  return {
    outcome: code === 0 ? "succeeded" : "failed",
    ...(summary ? { seconds: summary.durationSeconds } : {}),
    ...changesOf(events),
    findings,
    ...verdicts(events, policies),
    errors,
  };
}

/** Type, name and layer out of `urn:pulumi:<stack>::<project>::<parent type>$...$<type>::<name>`. */
export function describeUrn(urn: string): Resource {
  const [, , types = "", ...name] = urn.split("::");
  const chain = types.split("$");
  const layer = chain.map(layerOfType).find((each) => each !== undefined);
  return { type: chain.at(-1) ?? "", name: name.join("::"), layer: layer ?? "other" };
}

function changesOf(events: readonly LoggedEvent[]): Pick<Preview, "changes" | "destructive"> {
  // The two halves of a replacement are steps too, under names of their own: `create-replacement`, `delete-replaced`.
  const steps = events.flatMap(({ resourcePreEvent }) => {
    const step = resourcePreEvent?.metadata;
    const operation = operations.find((each) => each === step?.op);
    return step && operation ? [{ ...describeUrn(step.urn), operation }] : [];
  });
  return summarize(steps.filter((step) => !isDefaultProvider(step)));
}

/** A provider that no one asked for by name; the engine does not count it as a change either. */
const isDefaultProvider = ({ type, name }: Resource) =>
  type.startsWith("pulumi:providers:") && name.startsWith("default");

type Step = Resource & { operation: (typeof operations)[number] };

function summarize(steps: readonly Step[]): Pick<Preview, "changes" | "destructive"> {
  const layers = [...new Set(steps.map(({ layer }) => layer))].sort();
  return {
    changes: layers.flatMap((layer) =>
      operations.flatMap((operation) => {
        const count = steps.filter((step) => step.layer === layer && step.operation === operation).length;
        return count > 0 ? [{ layer, operation, count }] : [];
      }),
    ),
    destructive: operations.flatMap((operation) =>
      operation === "replace" || operation === "delete"
        ? steps.filter((step) => step.operation === operation).map((step) => ({ ...step, operation }))
        : [],
    ),
  };
}

function findingsOf(events: readonly LoggedEvent[], policies: readonly KnownPolicy[]): Finding[] {
  const findings = events.flatMap(({ policyEvent: event }): Finding[] => {
    if (!event) return [];
    const severity = severities.find((each) => each === event.severity);
    const anchor = policies.find(({ name }) => name === event.policyName)?.anchor;
    // The policy's reason comes first, on a line of its own; what was found and what to do about it follow.
    const [reason = "", ...found] = event.message.trim().split("\n");
    const message = found.join(" ") || reason;
    return [
      {
        policy: event.policyName,
        ...(severity ? { severity } : {}),
        mandatory: event.enforcementLevel === "mandatory",
        ...(event.resourceUrn ? { resource: describeUrn(event.resourceUrn) } : {}),
        message,
        unknown: UNKNOWN.test(message),
        ...(anchor ? { anchor } : {}),
      },
    ];
  });
  const rank = ({ mandatory, severity }: Finding) =>
    (mandatory ? 0 : severities.length + 1) + (severity ? severities.indexOf(severity) : severities.length);
  return findings.sort(
    (a, b) => rank(a) - rank(b) || (a.policy < b.policy ? -1 : a.policy > b.policy ? 1 : 0),
  );
}

function verdicts(
  events: readonly LoggedEvent[],
  policies: readonly KnownPolicy[],
): Pick<Preview, "judged" | "notRun"> {
  const summaries = events.flatMap((event) => [
    event.policyAnalyzeSummaryEvent ?? {},
    event.policyAnalyzeStackSummaryEvent ?? {},
  ]);
  const judged = new Set(summaries.flatMap(({ passed = [], failed = [] }) => [...passed, ...failed]));
  const types = new Set(events.map(({ resourcePreEvent }) => resourcePreEvent?.metadata.type));
  return {
    judged: judged.size,
    notRun: policies
      .filter((policy) => !judged.has(policy.name) && policy.types.some((type) => types.has(type)))
      .map(({ name }) => name),
  };
}

/** Errors without the engine's closing line, which only says that there were some. */
function errorsOf(events: readonly LoggedEvent[]): Preview["errors"] {
  const errors = events.flatMap(({ diagnosticEvent: event }) => {
    const message = event?.message.trim() ?? "";
    if (event?.severity !== "error" || message === "" || message === "preview failed") return [];
    return [{ ...(event.urn ? { resource: describeUrn(event.urn).name } : {}), message }];
  });
  return [...new Map(errors.map((error) => [JSON.stringify(error), error])).values()];
}
