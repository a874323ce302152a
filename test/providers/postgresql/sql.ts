/** Pieces of SQL that cannot be parameters: names, literals, lists of them. */
import { escapeIdentifier, escapeLiteral } from "pg";

const MAX_NAME_BYTES = 63;

/** Why the text is no PostgreSQL name, or undefined; a longer one would be cut off silently. */
export function nameProblem(name: string): string | undefined {
  const bytes = Buffer.byteLength(name, "utf8");
  if (bytes === 0) return "must not be empty";
  if (bytes > MAX_NAME_BYTES) return `has ${bytes} bytes; PostgreSQL cuts names off after ${MAX_NAME_BYTES}`;
  return name.includes("\0") ? "must not contain a NUL character" : undefined;
}

/** A quoted name; throws for one that PostgreSQL would not keep as it is. */
export function identifier(name: unknown): string {
  const text = String(name);
  const problem = nameProblem(text);
  if (problem !== undefined) throw new Error(`the name ${JSON.stringify(text)} ${problem}`);
  return escapeIdentifier(text);
}

/** A quoted string. */
export function literal(value: unknown): string {
  return escapeLiteral(String(value));
}

/** A whole number; anything else would be SQL of somebody else's making. */
export function integer(value: unknown): string {
  if (!Number.isSafeInteger(value)) throw new Error(`${JSON.stringify(value)} is not a whole number`);
  return String(value);
}

function splitRoutine(signature: string): { name: string; types: string } {
  const open = signature.indexOf("(");
  return open === -1
    ? { name: signature, types: "" }
    : { name: signature.slice(0, open), types: signature.slice(open) };
}

/** Why the text is no function with or without its argument types, or undefined. */
export function routineProblem(signature: string): string | undefined {
  const { name, types } = splitRoutine(signature);
  if (types === "" || /^\([\w ,.[\]]*\)$/.test(types)) return nameProblem(name);
  return `holds ${JSON.stringify(signature)}, which is no function signature like "f(text, integer[])"`;
}

/** A function with or without its argument types: `f`, `f(text, integer[])`. */
export function routine(signature: string): string {
  const problem = routineProblem(signature);
  if (problem !== undefined) throw new Error(`the function name ${problem}`);
  const { name, types } = splitRoutine(signature);
  return identifier(name) + types;
}
