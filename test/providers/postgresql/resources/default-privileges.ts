import type { ResourceType, Values } from "../../runtime/resource-type";
import { databaseExists, lockDatabase, lockRole, PUBLIC_ROLE, roleNumber, schemaExists } from "../catalog";
import type { Connection } from "../connection";
import { type Failure, failure, nameFailures } from "../failures";
import { privilegesEqual, privilegesProblem } from "../privileges";
import { identifier } from "../sql";

/** Object types with the letters of pg_default_acl. */
const OBJECT_TYPES = {
  table: "r",
  sequence: "S",
  function: "f",
  routine: "f",
  type: "T",
  schema: "n",
} as const;
type ObjectType = keyof typeof OBJECT_TYPES;

function label(values: Values): string {
  return (
    `default privileges of role "${String(values.role)}" on what "${String(values.owner)}" creates ` +
    `(${String(values.objectType)}) in database "${String(values.database)}"`
  );
}

function alterFor(values: Values): string {
  const inSchema = values.schema ? ` IN SCHEMA ${identifier(values.schema)}` : "";
  return `ALTER DEFAULT PRIVILEGES FOR ROLE ${identifier(values.owner)}${inSchema}`;
}

/** Takes all away. */
export function revokeDefaultStatement(values: Values): string {
  return `${alterFor(values)} REVOKE ALL ON ${String(values.objectType).toUpperCase()}S FROM ${identifier(values.role)}`;
}

/** Takes all away and gives the list. Privileges must have been checked. */
export function defaultPrivilegesStatements(values: Values): string[] {
  const privileges = values.privileges as string[];
  if (privileges.length === 0) return [revokeDefaultStatement(values)];
  return [
    revokeDefaultStatement(values),
    `${alterFor(values)} GRANT ${privileges.join(",")} ON ${String(values.objectType).toUpperCase()}S ` +
      `TO ${identifier(values.role)}${values.withGrantOption === true ? " WITH GRANT OPTION" : ""}`,
  ];
}

function check(inputs: Values): Failure[] {
  const failures = nameFailures(inputs, ["role", "database", "owner", ...(inputs.schema ? ["schema"] : [])]);
  const objectType = String(inputs.objectType);
  if (inputs.schema && objectType === "schema") {
    failures.push({ property: "schema", reason: "cannot be given when objectType is schema" });
  }
  if (inputs.withGrantOption === true && String(inputs.role).toLowerCase() === PUBLIC_ROLE) {
    failures.push({ property: "withGrantOption", reason: "cannot be true for role public" });
  }
  failures.push(...failure("privileges", privilegesProblem(objectType, inputs.privileges as string[])));
  return failures;
}

async function apply(
  operation: string,
  statements: string[],
  values: Values,
  connection: Connection,
): Promise<void> {
  const database = String(values.database);
  await connection.transaction(
    `${operation} ${label(values)}`,
    async (session) => {
      await lockDatabase(session, database);
      await lockRole(session, values.owner);
      for (const statement of statements) await session.query(statement);
    },
    database,
  );
}

/** `postgresql.DefaultPrivileges`: what a role may do with objects that another will create. */
export const defaultPrivileges: ResourceType<Connection> = {
  inputs: {
    role: { type: "string", required: true, forceNew: true },
    database: { type: "string", required: true, forceNew: true },
    owner: { type: "string", required: true, forceNew: true },
    schema: { type: "string", forceNew: true },
    objectType: { type: "string", required: true, forceNew: true, oneOf: Object.keys(OBJECT_TYPES) },
    privileges: { type: "array", items: "string", unordered: true, required: true },
    withGrantOption: { type: "boolean", default: false, forceNew: true },
  },
  check,
  async create(inputs, connection) {
    await apply("grant", defaultPrivilegesStatements(inputs), inputs, connection);
    const { role, database, schema, owner, objectType } = inputs;
    return { id: [role, database, schema || "noschema", owner, objectType].join("_"), outputs: inputs };
  },
  async read(_id, state, connection) {
    const operation = `read ${label(state)}`;
    const database = String(state.database);
    if (!(await connection.session(operation, (session) => databaseExists(session, database))))
      return undefined;
    return connection.session(
      operation,
      async (session) => {
        const grantee = await roleNumber(session, String(state.role));
        if (grantee === undefined) return undefined;
        if (state.schema && !(await schemaExists(session, state.schema))) return undefined;
        const { rows } = await session.query<{ privilege: string }>(
          `SELECT DISTINCT acl.privilege_type::text AS privilege
           FROM pg_catalog.pg_default_acl d CROSS JOIN pg_catalog.aclexplode(d.defaclacl) acl
           LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
           WHERE d.defaclobjtype = $1 AND acl.grantee = $2 AND COALESCE(n.nspname, '') = $3
             AND pg_catalog.pg_get_userbyid(d.defaclrole) = $4 ORDER BY 1`,
          [OBJECT_TYPES[state.objectType as ObjectType], grantee, state.schema || "", state.owner],
        );
        const held = rows.map(({ privilege }) => privilege);
        const wanted = state.privileges as string[];
        // None at all is the same to PostgreSQL as never set.
        if (held.length === 0 && wanted.length > 0) return undefined;
        return {
          ...state,
          privileges: privilegesEqual(String(state.objectType), held, wanted) ? wanted : held,
        };
      },
      database,
    );
  },
  async update(_id, _state, inputs, connection) {
    await apply("change", defaultPrivilegesStatements(inputs), inputs, connection);
    return inputs;
  },
  async delete(_id, state, connection) {
    await apply("revoke", [revokeDefaultStatement(state)], state, connection);
  },
};
