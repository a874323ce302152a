import type { ResourceType, Values } from "../../runtime/resource-type";
import { databaseExists, lockDatabase, lockRole, roleNumber, schemaExists } from "../catalog";
import type { Connection, Session } from "../connection";
import { type Failure, failure, nameFailures } from "../failures";
import { privilegesEqual, privilegesProblem } from "../privileges";
import { inSetOrder } from "../set-order";
import { identifier, nameProblem, routine, routineProblem } from "../sql";
import { grantStatement, RELATION_KINDS, revokeStatement, ROUTINES } from "./grant-statements";

const OBJECT_TYPES = ["database", "function", "procedure", "routine", "schema", "sequence", "table"] as const;

function label(values: Values): string {
  return `privileges of role "${String(values.role)}" on ${String(values.objectType)} in database "${String(values.database)}"`;
}

function check(inputs: Values): Failure[] {
  const { objectType, privileges, objects, schema } = inputs as {
    objectType: string;
    privileges: string[];
    objects?: string[];
    schema?: string;
  };
  const failures = nameFailures(inputs, ["database", "role", ...(schema ? ["schema"] : [])]);
  if (!schema && objectType !== "database") {
    failures.push({ property: "schema", reason: `is required when objectType is ${objectType}` });
  }
  if (objects && objects.length > 0 && ["database", "schema"].includes(objectType)) {
    failures.push({ property: "objects", reason: `cannot be given when objectType is ${objectType}` });
  }
  const objectProblem = ROUTINES.includes(objectType) ? routineProblem : nameProblem;
  for (const object of objects ?? []) failures.push(...failure("objects", objectProblem(object)));
  failures.push(...failure("privileges", privilegesProblem(objectType, privileges)));
  return failures;
}

/** `role_database_schema_type_objects`, the official provider's identifier. */
export function grantId(values: Values): string {
  const { role, database, schema, objectType, objects } = values;
  const place = objectType === "database" ? [] : [schema ?? ""];
  return [role, database, ...place, objectType, ...inSetOrder((objects ?? []) as string[])].join("_");
}

/** The privileges on each object the grant covers. */
async function grantedPrivileges(session: Session, values: Values, grantee: number): Promise<string[][]> {
  const type = String(values.objectType);
  const objects = type === "database" || type === "schema" ? [] : ((values.objects ?? []) as string[]);
  const held = (acl: string) =>
    `ARRAY(SELECT DISTINCT privilege_type::text FROM pg_catalog.aclexplode(${acl}) WHERE grantee = $1) AS held`;
  let query: { rows: { name: string; held: string[] }[] };
  if (type === "database") {
    query = await session.query(
      `SELECT datname AS name, ${held("datacl")} FROM pg_catalog.pg_database WHERE datname = $2`,
      [grantee, values.database],
    );
  } else if (type === "schema") {
    query = await session.query(
      `SELECT nspname AS name, ${held("nspacl")} FROM pg_catalog.pg_namespace WHERE nspname = $2`,
      [grantee, values.schema],
    );
  } else if (RELATION_KINDS[type] !== undefined) {
    query = await session.query(
      `SELECT relname AS name, ${held("relacl")} FROM pg_catalog.pg_class c
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE nspname = $2 AND relkind = $3 ORDER BY 1`,
      [grantee, values.schema, RELATION_KINDS[type]],
    );
  } else {
    query = await session.query(
      `SELECT proname AS name, ${held("proacl")} FROM pg_catalog.pg_proc p
       JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
       WHERE nspname = $2 AND ($3::text[] = '{}' OR p.oid IN (
         SELECT CASE WHEN object LIKE '%)' THEN pg_catalog.to_regprocedure(object)::oid
                     ELSE pg_catalog.to_regproc(object)::oid END FROM pg_catalog.unnest($3::text[]) object)) ORDER BY 1`,
      [grantee, values.schema, objects.map((object) => `${identifier(values.schema)}.${routine(object)}`)],
    );
    return query.rows.map((row) => row.held);
  }
  return query.rows
    .filter(({ name }) => objects.length === 0 || objects.includes(name))
    .map((row) => row.held);
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
      await lockRole(session, values.role);
      for (const statement of statements) await session.query(statement);
    },
    database,
  );
}

/** Revokes what was there (`previous`) and grants the list, in one transaction: nobody sees a gap. */
function regrantStatements(previous: Values, inputs: Values): string[] {
  const grant = grantStatement(inputs);
  return [revokeStatement(previous), ...(grant === undefined ? [] : [grant])];
}

/** `postgresql.Grant`: one role's privileges on one type of object; it takes away all others of that type. */
export const grant: ResourceType<Connection> = {
  inputs: {
    role: { type: "string", required: true, forceNew: true },
    database: { type: "string", required: true, forceNew: true },
    schema: { type: "string", forceNew: true },
    objectType: { type: "string", required: true, forceNew: true, oneOf: OBJECT_TYPES },
    objects: { type: "array", items: "string", unordered: true, forceNew: true },
    privileges: { type: "array", items: "string", unordered: true, required: true },
    withGrantOption: { type: "boolean", default: false, forceNew: true },
  },
  unsupported: ["columns"],
  deleteBeforeReplace: true,
  check,
  async create(inputs, connection) {
    await apply("grant", regrantStatements(inputs, inputs), inputs, connection);
    return { id: grantId(inputs), outputs: inputs };
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
        if (state.schema && state.objectType !== "database" && !(await schemaExists(session, state.schema)))
          return undefined;
        const wanted = state.privileges as string[];
        const different = (await grantedPrivileges(session, state, grantee)).find(
          (held) => !privilegesEqual(String(state.objectType), held, wanted),
        );
        return { ...state, privileges: different ?? wanted };
      },
      database,
    );
  },
  async update(_id, state, inputs, connection) {
    await apply(
      "change",
      regrantStatements({ ...inputs, privileges: state.privileges }, inputs),
      inputs,
      connection,
    );
    return inputs;
  },
  async delete(_id, state, connection) {
    await apply("revoke", [revokeStatement(state)], state, connection);
  },
};
