/** What the role catalogue says of an attempt, or what came of it. */
export type Permission = "allowed" | "denied";

/** What is tried. */
export interface Plan {
  service: string;
  /** Role, service, `administrator` or `anonymous`. */
  principal: string;
  action: string;
  expected: Permission;
}

/** What came of it; `error` is neither allowed nor denied: it could not be found out. */
export interface Attempt extends Plan {
  seen: Permission | "error";
  /** The server's reason for a denial, or what went wrong. */
  detail: string;
}

/**
 * The reason for which a server denied something, or undefined for any other failure: a refused connection or a
 * timeout says nothing about rights.
 */
export type ReasonOf = (error: unknown) => string | undefined;

/** Short text of an error. */
export function describe(error: unknown): string {
  const { code, name, message } = error as Error & { code?: string };
  return `${code ?? name}: ${message}`.split("\n")[0]!;
}

/** Tries something once and notes what came of it. */
export async function tryOut(plan: Plan, body: () => Promise<unknown>, reasonOf: ReasonOf): Promise<Attempt> {
  try {
    await body();
    return { ...plan, seen: "allowed", detail: "" };
  } catch (error) {
    const reason = reasonOf(error);
    return reason === undefined
      ? { ...plan, seen: "error", detail: describe(error) }
      : { ...plan, seen: "denied", detail: reason };
  }
}

/** Denials carry one of these codes: SQLSTATE, or the object store's own. */
export const deniedBy =
  (...codes: string[]): ReasonOf =>
  (error) => {
    const { code, name, Code } = error as { code?: string; name?: string; Code?: string };
    return [code, Code, name].find((each) => each !== undefined && codes.includes(each));
  };

/** Text that no other run uses, fit for object keys, bucket names and SQL names. */
export const runName = (): string => `e2eprobe${process.pid}${Date.now().toString(36)}`;
