import type { Values } from "../../runtime/resource-type";
import { identifier, routine } from "../sql";

/** Object types of pg_proc, which may be named with their argument types. */
export const ROUTINES = ["function", "procedure", "routine"];

/** Object types inside a schema, with the catalog's letter for those in pg_class. */
export const RELATION_KINDS: Record<string, string> = { table: "r", sequence: "S" };

function objectsOf(values: Values): string[] {
  return (values.objects ?? []) as string[];
}

/** What a grant is on: `DATABASE "d"`, `TABLE "s"."t"`, `ALL TABLES IN SCHEMA "s"`. */
function target(values: Values): string {
  const type = String(values.objectType);
  if (type === "database") return `DATABASE ${identifier(values.database)}`;
  const schema = identifier(values.schema);
  if (type === "schema") return `SCHEMA ${schema}`;
  const keyword = type.toUpperCase();
  const quote = ROUTINES.includes(type) ? routine : identifier;
  const objects = objectsOf(values).map((object) => `${schema}.${quote(object)}`);
  return objects.length > 0 ? `${keyword} ${objects.join(",")}` : `ALL ${keyword}S IN SCHEMA ${schema}`;
}

/** Everything is taken away, except on named objects: there only what was granted, so that grants on columns stay. */
export function revokeStatement(values: Values): string {
  const privileges = values.privileges as string[];
  const named = objectsOf(values).length > 0 && privileges.length > 0;
  return `REVOKE ${named ? privileges.join(",") : "ALL PRIVILEGES"} ON ${target(values)} FROM ${identifier(values.role)}`;
}

/** The grant, or undefined when the list is empty: then revoking was all. Privileges must have been checked. */
export function grantStatement(values: Values): string | undefined {
  const privileges = values.privileges as string[];
  if (privileges.length === 0) return undefined;
  return (
    `GRANT ${privileges.join(",")} ON ${target(values)} TO ${identifier(values.role)}` +
    (values.withGrantOption === true ? " WITH GRANT OPTION" : "")
  );
}
