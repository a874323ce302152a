import { schemaGrants, type LiveSchema, type Principal, type SchemaGrant } from "../../security/roles";

/** Principals with a grant in `live`, in the catalogue's order. */
export const grantees = (): Principal[] =>
  (Object.keys(schemaGrants) as Principal[]).filter((principal) => schemaGrants[principal].length > 0);

/** What one principal gets on the future tables of another. */
export interface FuturePrivilege {
  schema: LiveSchema;
  /** Principal that creates the tables. */
  owner: Principal;
  grantee: Principal;
  access: SchemaGrant["access"];
}

/** Privileges by kind of object. */
export const tablePrivileges: Record<SchemaGrant["access"], Record<"table" | "sequence", string[]>> = {
  read: { table: ["SELECT"], sequence: ["SELECT"] },
  write: {
    table: ["DELETE", "INSERT", "SELECT", "TRUNCATE", "UPDATE"],
    sequence: ["SELECT", "UPDATE", "USAGE"],
  },
};

/**
 * Default privileges belong to whoever creates a table, so each writer of a schema grants to every other
 * principal there.
 */
export function defaultPrivileges(): FuturePrivilege[] {
  const all = grantees().flatMap((principal) =>
    schemaGrants[principal].map((grant) => ({ principal, ...grant })),
  );
  return all
    .filter(({ access }) => access === "write")
    .flatMap(({ principal: owner, schema }) =>
      all
        .filter((other) => other.schema === schema && other.principal !== owner)
        .map(({ principal: grantee, access }) => ({ schema, owner, grantee, access })),
    );
}
