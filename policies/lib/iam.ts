/** One statement of an IAM policy document. */
export interface Statement {
  allows: boolean;
  actions: string[];
  resources: string[];
  /** Principals of a bucket policy. */
  principals: string[];
  /** Keys its conditions look at. */
  conditions: string[];
  /** The statement allows everything but what it lists. */
  inverted: boolean;
}

const isText = (value: unknown): value is string => typeof value === "string";
const words = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).filter(isText);

/** Statements of a policy document, or undefined when it is not one. The error's text would hold the document. */
export function statementsOf(document: string): Statement[] | undefined {
  let parsed: { Statement?: unknown };
  try {
    parsed = JSON.parse(document) as { Statement?: unknown };
  } catch {
    return undefined;
  }
  const list = Array.isArray(parsed?.Statement)
    ? parsed.Statement
    : parsed?.Statement
      ? [parsed.Statement]
      : undefined;
  return (list as Record<string, unknown>[] | undefined)?.map((statement) => {
    const principal = statement["Principal"];
    return {
      allows: statement["Effect"] === "Allow",
      actions: words(statement["Action"]),
      resources: words(statement["Resource"]),
      principals:
        principal && typeof principal === "object"
          ? Object.values(principal).flatMap(words)
          : words(principal),
      conditions: Object.values((statement["Condition"] ?? {}) as Record<string, object>).flatMap(
        Object.keys,
      ),
      inverted: ["NotAction", "NotResource", "NotPrincipal"].some((key) => key in statement),
    };
  });
}

/** `*`, `s3:*`, `admin:*`. */
export const isWildcardAction = (action: string): boolean => /^(\*|[a-z0-9-]+:\*)$/i.test(action);
/** Every bucket. */
export const isWildcardResource = (resource: string): boolean =>
  /^(\*|arn:aws:s3:::\*(\/.*)?)$/.test(resource);
