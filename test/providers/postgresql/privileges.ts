/** Privileges by object type (PostgreSQL 17's GRANT; the official provider's lists). */
const ALLOWED: Record<string, readonly string[]> = {
  database: ["CREATE", "CONNECT", "TEMPORARY"],
  table: ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"],
  sequence: ["USAGE", "SELECT", "UPDATE"],
  schema: ["CREATE", "USAGE"],
  function: ["EXECUTE"],
  procedure: ["EXECUTE"],
  routine: ["EXECUTE"],
  type: ["USAGE"],
};

/** What is wrong with the list for this object type, or undefined. */
export function privilegesProblem(objectType: string, privileges: readonly string[]): string | undefined {
  const allowed = ALLOWED[objectType];
  if (allowed === undefined) return undefined;
  const wrong = privileges.filter((privilege) => privilege !== "ALL" && !allowed.includes(privilege));
  if (wrong.length === 0) return undefined;
  return `holds ${wrong.map((each) => JSON.stringify(each)).join(", ")}; for a ${objectType} allowed: ALL, ${allowed.join(", ")}`;
}

function sameSet(first: readonly string[], second: readonly string[]): boolean {
  return new Set(first).size === new Set(second).size && first.every((item) => second.includes(item));
}

/** Whether the server's list is the wanted one; `ALL` stands for every privilege of the type. */
export function privilegesEqual(
  objectType: string,
  granted: readonly string[],
  wanted: readonly string[],
): boolean {
  if (sameSet(granted, wanted)) return true;
  return wanted.includes("ALL") && sameSet(granted, ALLOWED[objectType] ?? []);
}
