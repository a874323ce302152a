import type { Spec } from "./pod";
import type { Report } from "./policy";
import { holdsSecret, isNamedSecret } from "./secret-text";
import { known } from "./values";

/** Names under which a value is a secret, where the definition itself has none of them. */
const secretKey = /(^|[-_.])(pass|password|passphrase|token|s3-key|key-secret)$/i;

/** Every text in a value, with the keys that lead to it. */
function* textsIn(value: unknown, path: string[] = []): Generator<[string[], string]> {
  if (typeof value === "string") yield [path, value];
  else if (value && typeof value === "object")
    // What a preview does not know yet is the name of a Secret, or judged at the update.
    for (const key of Object.keys(value))
      yield* textsIn(
        known(() => (value as Record<string, unknown>)[key]),
        [...path, key],
      );
}

/** A variable's name, where a text is a variable's value. */
function variableOf(spec: unknown, path: readonly string[]): string {
  if (path.at(-1) !== "value") return "";
  const entry = path.slice(0, -1).reduce((at, key) => (at as Record<string, unknown>)[key], spec);
  return String((entry as { name?: string }).name ?? "");
}

/** Says where in an operator's resource something secret stands. */
export function reportSecretsIn(spec: Spec, report: Report): void {
  for (const [path, text] of textsIn(spec)) {
    const at = path.join(".");
    if (secretKey.test(path.at(-1)!)) report(`${at} is a secret by its name`);
    else if (isNamedSecret(variableOf(spec, path))) report(`${at} is a variable that is secret by its name`);
    else if (holdsSecret(text)) report(`${at} holds a private key or a password`);
  }
}
