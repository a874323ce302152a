import { isNamedSecret, holdsSecret } from "../lib/secret-text";
import { postgresqlClusterPolicy } from "../lib/postgresql-cluster";
import { known } from "../lib/values";

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

export default postgresqlClusterPolicy({
  name: "postgresql-clusters-hold-no-secrets",
  severity: "critical",
  reason:
    "A cluster's resource is plain to everyone who may read it, and what it holds goes into ConfigMaps and pods.",
  remedy:
    "Put it into a Secret, and name that: users[].secretName, vault.tokenSecret, pgbackrest.configuration.",
  judge({ spec }, report) {
    for (const [path, text] of textsIn(spec)) {
      const at = path.join(".");
      if (secretKey.test(path.at(-1)!)) report(`${at} is a secret by its name`);
      else if (isNamedSecret(variableOf(spec, path)))
        report(`${at} is a variable that is secret by its name`);
      else if (holdsSecret(text)) report(`${at} holds a private key or a password`);
    }
  },
});
