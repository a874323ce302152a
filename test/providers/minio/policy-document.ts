/** IAM policy documents: checks and equality as the official provider sees them. */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Why the text is no policy document, or undefined. */
export function policyProblem(text: string): string | undefined {
  if (!text.startsWith("{")) return `must be a JSON object that starts with "{"`;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `is not valid JSON: ${(error as Error).message}`;
  }
}

/** Compact JSON with sorted keys: the form the official provider sends and stores. */
export function normalizePolicy(text: string): string {
  return JSON.stringify(sortKeys(JSON.parse(text) as Json));
}

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}

/** Same rights: statements and the lists in them in any order, a list of one equal to its only item. */
export function policiesEqual(first: unknown, second: unknown): boolean {
  if (typeof first !== "string" || typeof second !== "string") return false;
  try {
    return canonical(first) === canonical(second);
  } catch {
    return false;
  }
}

function canonical(text: string): string {
  const policy = JSON.parse(text) as { [key: string]: Json };
  const statements = asList(policy.Statement).map((statement) => canonicalStatement(statement));
  return JSON.stringify({
    Version: policy.Version ?? "",
    Id: policy.Id ?? policy.ID ?? "",
    Statement: [...new Set(statements)].sort(),
  });
}

function canonicalStatement(statement: Json): string {
  const result: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(statement as { [key: string]: Json })) {
    if (key === "Sid" && value === "") continue;
    if (key === "Effect" || key === "Sid") result[key] = value;
    else if (key === "Principal" || key === "NotPrincipal") result[key] = canonicalPrincipal(value);
    else if (key === "Condition") result[key] = canonicalCondition(value);
    else result[key] = asSet(value);
  }
  return JSON.stringify(sortKeys(result));
}

/** `"*"` and `{"AWS": "*"}` both mean everybody. */
function canonicalPrincipal(value: Json): Json {
  if (typeof value === "string") return { AWS: [value] };
  return Object.fromEntries(Object.entries(value as { [key: string]: Json }).map(([k, v]) => [k, asSet(v)]));
}

function canonicalCondition(value: Json): Json {
  return Object.fromEntries(
    Object.entries(value as { [key: string]: Json }).map(([operator, tests]) => [
      operator,
      Object.fromEntries(Object.entries(tests as { [key: string]: Json }).map(([k, v]) => [k, asSet(v)])),
    ]),
  );
}

function asList(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function asSet(value: Json): Json[] {
  return [...new Set(asList(value).map(String))].sort();
}

/**
 * What state keeps after reading `actual` from the server: the known text while it means the same. The
 * server lists actions in a new order each time; a refresh is to show drift in rights, not in spelling.
 */
export function keepUnlessChanged(known: unknown, actual: string): string {
  return typeof known === "string" && policiesEqual(known, actual) ? known : actual;
}
