import type { ResourceType, Values } from "../../runtime/resource-type";
import { lockRole } from "../catalog";
import type { Connection, Session } from "../connection";
import { type Failure, failure, nameFailures } from "../failures";
import { passwordMatches, passwordProblem } from "../scram";
import { identifier, nameProblem } from "../sql";
import { alterRoleStatements, createRoleStatements, parseSearchPath, roleSetting } from "./role-statements";

interface RoleRow extends Values {
  validUntil: string;
  sameValidUntil: boolean;
  rolconfig: string[] | null;
  rolpassword: string | null;
}

async function readRole(session: Session, values: Values): Promise<Values | undefined> {
  const { rows } = await session.query<RoleRow>(
    `SELECT rolname AS name, rolsuper AS superuser, rolinherit AS inherit, rolcreaterole AS "createRole",
       rolcreatedb AS "createDatabase", rolcanlogin AS login, rolconnlimit AS "connectionLimit",
       rolreplication AS replication, rolbypassrls AS "bypassRowLevelSecurity",
       COALESCE(rolvaliduntil::text, 'infinity') AS "validUntil",
       COALESCE(rolvaliduntil, 'infinity') = $2::timestamptz AS "sameValidUntil", rolpassword,
       (SELECT setconfig FROM pg_catalog.pg_db_role_setting WHERE setrole = a.oid AND setdatabase = 0) AS rolconfig,
       ARRAY(SELECT pg_catalog.pg_get_userbyid(roleid)::text FROM pg_catalog.pg_auth_members
             WHERE member = a.oid ORDER BY 1) AS roles
     FROM pg_catalog.pg_authid a WHERE rolname = $1`,
    [values.name, values.validUntil || "infinity"],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const { rolconfig, rolpassword, sameValidUntil, validUntil, ...attributes } = row;
  return {
    ...values,
    ...attributes,
    validUntil: sameValidUntil ? (values.validUntil ?? validUntil) : validUntil,
    searchPaths: parseSearchPath(roleSetting(rolconfig, "search_path")),
    statementTimeout: Number(roleSetting(rolconfig, "statement_timeout") ?? 0),
    assumeRole: roleSetting(rolconfig, "role") ?? "",
    encryptedPassword: true,
    ...passwordNow(values.password, rolpassword),
  };
}

/** The known password while it still opens the role; else what the server has stored, so that the change shows. */
function passwordNow(known: unknown, stored: string | null): Values {
  if (typeof known !== "string") return {};
  if (known.toUpperCase() === "NULL") return { password: stored ?? known };
  return { password: passwordMatches(stored ?? "", known) ? known : (stored ?? "") };
}

function present(values: Values | undefined, name: unknown): Values {
  if (values === undefined) throw new Error(`role "${String(name)}" is gone right after the change`);
  return values;
}

function check(inputs: Values): Failure[] {
  const failures = nameFailures(inputs, ["name", "assumeRole"]);
  if (typeof inputs.password === "string")
    failures.push(...failure("password", passwordProblem(inputs.password)));
  for (const property of ["roles", "searchPaths"]) {
    for (const each of (inputs[property] ?? []) as string[])
      failures.push(...failure(property, nameProblem(each)));
  }
  if (((inputs.searchPaths ?? []) as string[]).some((part) => part.includes(", "))) {
    failures.push({ property: "searchPaths", reason: 'must not contain ", " inside a name' });
  }
  for (const [property, least] of [
    ["connectionLimit", -1],
    ["statementTimeout", 0],
  ] as const) {
    const value = inputs[property];
    if (typeof value === "number" && (!Number.isInteger(value) || value < least)) {
      failures.push({ property, reason: `is ${value}; it must be a whole number from ${least}` });
    }
  }
  return failures;
}

/** `postgresql.Role`. An update sets all memberships to `roles`, so `GrantRole` does not go with it. */
export const role: ResourceType<Connection> = {
  inputs: {
    name: { type: "string" },
    password: { type: "string", secret: true },
    login: { type: "boolean", default: false },
    superuser: { type: "boolean", default: false },
    createDatabase: { type: "boolean", default: false },
    createRole: { type: "boolean", default: false },
    inherit: { type: "boolean", default: true },
    replication: { type: "boolean", default: false },
    bypassRowLevelSecurity: { type: "boolean", default: false },
    connectionLimit: { type: "number", default: -1 },
    validUntil: { type: "string", default: "infinity" },
    roles: { type: "array", items: "string", unordered: true },
    searchPaths: { type: "array", items: "string" },
    statementTimeout: { type: "number" },
    assumeRole: { type: "string" },
    skipReassignOwned: { type: "boolean", default: false },
    skipDropRole: { type: "boolean", default: false },
  },
  unsupported: [
    "encrypted",
    "encryptedPassword",
    "idleInTransactionSessionTimeout",
    "passwordWo",
    "passwordWoVersion",
  ],
  outputs: { encryptedPassword: {} },
  autoName: "name",
  comparesState: true,
  check,
  async create(inputs, connection) {
    const outputs = await connection.transaction(`create role "${String(inputs.name)}"`, async (session) => {
      for (const statement of createRoleStatements(inputs)) await session.query(statement);
      return present(await readRole(session, inputs), inputs.name);
    });
    return { id: String(inputs.name), outputs };
  },
  async read(id, state, connection) {
    const name = (state.name as string | undefined) ?? id;
    return connection.session(`read role "${name}"`, (session) => readRole(session, { ...state, name }));
  },
  async update(_id, state, inputs, connection) {
    return connection.transaction(`change role "${String(state.name)}"`, async (session) => {
      await lockRole(session, state.name);
      const current = await readRole(session, { name: state.name });
      const memberOf = (current?.roles ?? []) as string[];
      for (const statement of alterRoleStatements(state, inputs, memberOf)) await session.query(statement);
      return present(await readRole(session, inputs), inputs.name);
    });
  },
  async delete(id, state, connection) {
    const name = (state.name as string | undefined) ?? id;
    await connection.transaction(`drop role "${name}"`, async (session) => {
      await lockRole(session, name);
      if ((await readRole(session, { name })) === undefined) return;
      if (state.skipReassignOwned !== true) {
        await session.query(
          `REASSIGN OWNED BY ${identifier(name)} TO ${identifier(connection.configuration.username)}`,
        );
        await session.query(`DROP OWNED BY ${identifier(name)}`);
      }
      if (state.skipDropRole !== true) await session.query(`DROP ROLE ${identifier(name)}`);
    });
  },
};
