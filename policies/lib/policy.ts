import type { PolicyResourceOptions } from "@pulumi/policy";

/** How bad a violation is; becomes enforcement per stack in `enforcement.ts`. */
export const severities = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof severities)[number];

/** Says what is wrong with the resource under judgement. Never holds a value that may be secret. */
export type Report = (finding: string) => void;

/** Says what is wrong with one resource of a stack, or with the stack when none is named. */
export type StackReport = (finding: string, resource?: StackSubject) => void;

/** A resource as the engine hands it to a policy. Reading an unknown property throws `UnknownValueError`. */
export interface Subject {
  type: string;
  name: string;
  props: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
  opts: Pick<PolicyResourceOptions, "protect" | "additionalSecretOutputs" | "parent">;
}

/** A resource as a stack policy sees it, with what it hangs on. */
export interface StackSubject extends Subject {
  urn: string;
  parent?: StackSubject | undefined;
  propertyDependencies: Record<string, StackSubject[]>;
}

export interface PolicyData {
  /** Equals the file's name; a sentence in present tense about the compliant state. */
  name: string;
  severity: Severity;
  /** Why it matters, as one sentence. */
  reason: string;
  /** What to change, as one sentence. */
  remedy: string;
  /** What the policy overlooks when a stack is being taken down for good. @default it is judged all the same */
  liftedWhenDisposable?: boolean;
}

export interface ResourcePolicy extends PolicyData {
  kind: "resource";
  /** Type tokens the policy applies to. */
  types: readonly string[];
  judge(subject: Subject, report: Report): void;
}

export interface StackPolicy extends PolicyData {
  kind: "stack";
  /** Type tokens of the resources the policy is shown; their parents are there whatever type they have. */
  types: readonly string[];
  judge(resources: readonly StackSubject[], report: StackReport): void;
}

export type Policy = ResourcePolicy | StackPolicy;

/** A policy that judges one resource at a time. */
export const resourcePolicy = (policy: Omit<ResourcePolicy, "kind">): ResourcePolicy => ({
  kind: "resource",
  ...policy,
});

/** A policy that judges all resources of a stack together. */
export const stackPolicy = (policy: Omit<StackPolicy, "kind">): StackPolicy => ({ kind: "stack", ...policy });
