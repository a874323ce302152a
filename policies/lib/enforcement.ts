import type { Policy, Severity } from "./policy";

export type Stack = "dev" | "staging" | "prod";
export type Level = "mandatory" | "advisory" | "disabled";

/** Severities that stop an update, by stack. Everything else is a warning. */
export const mandatory: Record<Stack, readonly Severity[]> = {
  dev: ["critical", "high"],
  staging: ["critical", "high", "medium"],
  prod: ["critical", "high", "medium"],
};

export const stacks = Object.keys(mandatory) as Stack[];

export interface EnforcementOptions {
  /** The stack is being taken down for good: what protects its data from that is lifted. @default false */
  disposable?: boolean;
  /** Policies that only warn in this run, for example what a stand-in image cannot do. @default none */
  advisory?: readonly string[];
}

/** Level without a configuration file: that of the most lenient stack. */
export const defaultEnforcement = (severity: Severity): Level =>
  mandatory.dev.includes(severity) ? "mandatory" : "advisory";

/** Content of a `--policy-pack-config` file. */
export function enforcement(
  policies: readonly Policy[],
  stack: Stack,
  options: EnforcementOptions = {},
): Record<string, Level> {
  const unknown = (options.advisory ?? []).filter((name) => !policies.some((policy) => policy.name === name));
  if (unknown.length > 0)
    throw new Error(`no policy is named ${unknown.join(", ")}; the names are in docs/policies.md.`);
  return Object.fromEntries(
    policies.map(({ name, severity, liftedWhenDisposable }) => {
      if (options.disposable && liftedWhenDisposable) return [name, "disabled"];
      if (options.advisory?.includes(name)) return [name, "advisory"];
      return [name, mandatory[stack].includes(severity) ? "mandatory" : "advisory"];
    }),
  );
}
