import { nameProblem } from "./sql";

/** A check result: the argument and what is wrong with it. */
export interface Failure {
  property: string;
  reason: string;
}

/** Failure of one argument, when the rule finds a problem. */
export function failure(property: string, problem: string | undefined): Failure[] {
  return problem === undefined ? [] : [{ property, reason: problem }];
}

/** Failures of the named arguments that are given and are no PostgreSQL names. */
export function nameFailures(inputs: Record<string, unknown>, properties: readonly string[]): Failure[] {
  return properties.flatMap((property) => {
    const value = inputs[property];
    return typeof value === "string" ? failure(property, nameProblem(value)) : [];
  });
}
