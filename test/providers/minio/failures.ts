/** A check result: the argument and what is wrong with it. */
export interface Failure {
  property: string;
  reason: string;
}

/** Applies a rule to an argument, when it is given. */
export function rule(
  property: string,
  value: unknown,
  problemOf: (value: string) => string | undefined,
): Failure[] {
  const problem = typeof value === "string" ? problemOf(value) : undefined;
  return problem === undefined ? [] : [{ property, reason: problem }];
}
