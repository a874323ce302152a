import type { ResourceType, Values } from "../../runtime/resource-type";
import type { Connection, Session } from "../connection";
import { type Failure, nameFailures } from "../failures";
import { identifier, integer, literal } from "../sql";

function nameOrDefault(keyword: string, value: unknown, quote: (value: unknown) => string): string[] {
  if (typeof value !== "string" || value === "") return [];
  return [keyword, value.toUpperCase() === "DEFAULT" ? "DEFAULT" : quote(value)];
}

/** The official provider's statement: owner, template0 and UTF8 unless the program says otherwise. */
export function createDatabaseStatement(inputs: Values, user: string): string {
  return [
    "CREATE DATABASE",
    identifier(inputs.name),
    "OWNER",
    identifier(inputs.owner || user),
    ...nameOrDefault("TEMPLATE", inputs.template || "template0", identifier),
    ...nameOrDefault("ENCODING", inputs.encoding || "UTF8", literal),
    ...nameOrDefault("LC_COLLATE", inputs.lcCollate, literal),
    ...nameOrDefault("LC_CTYPE", inputs.lcCtype, literal),
    "ALLOW_CONNECTIONS",
    String(inputs.allowConnections !== false),
    "CONNECTION LIMIT",
    integer(inputs.connectionLimit ?? -1),
    "IS_TEMPLATE",
    String(inputs.isTemplate === true),
  ].join(" ");
}

/** Statements that turn one state into the wanted one; the first may rename. */
export function alterDatabaseStatements(state: Values, inputs: Values): string[] {
  const statements: string[] = [];
  if (inputs.name !== state.name) {
    statements.push(`ALTER DATABASE ${identifier(state.name)} RENAME TO ${identifier(inputs.name)}`);
  }
  const alter = `ALTER DATABASE ${identifier(inputs.name)}`;
  if (inputs.owner && inputs.owner !== state.owner)
    statements.push(`${alter} OWNER TO ${identifier(inputs.owner)}`);
  if (inputs.connectionLimit !== state.connectionLimit) {
    statements.push(`${alter} CONNECTION LIMIT = ${integer(inputs.connectionLimit)}`);
  }
  if (inputs.allowConnections !== state.allowConnections) {
    statements.push(`${alter} ALLOW_CONNECTIONS ${inputs.allowConnections === true}`);
  }
  if (inputs.isTemplate !== undefined && inputs.isTemplate !== state.isTemplate) {
    statements.push(`${alter} IS_TEMPLATE ${inputs.isTemplate === true}`);
  }
  return statements;
}

async function readDatabase(session: Session, name: unknown, values: Values): Promise<Values | undefined> {
  const { rows } = await session.query<Values>(
    `SELECT d.datname AS name, pg_catalog.pg_get_userbyid(d.datdba) AS owner,
       pg_catalog.pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS "lcCollate",
       d.datctype AS "lcCtype", t.spcname AS "tablespaceName", d.datconnlimit AS "connectionLimit",
       d.datallowconn AS "allowConnections", d.datistemplate AS "isTemplate"
     FROM pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
     WHERE d.datname = $1`,
    [name],
  );
  return (
    rows[0] && {
      ...values,
      ...rows[0],
      template: values.template || "template0",
      alterObjectOwnership: false,
    }
  );
}

/** The server may have got the request and the object may be gone again. */
function present(values: Values | undefined, name: unknown): Values {
  if (values === undefined) throw new Error(`database "${String(name)}" is gone right after the change`);
  return values;
}

/** `postgresql.Database`. */
export const database: ResourceType<Connection> = {
  inputs: {
    name: { type: "string" },
    owner: { type: "string", computed: true },
    template: { type: "string", computed: true, forceNew: true },
    encoding: { type: "string", computed: true, forceNew: true },
    lcCollate: { type: "string", computed: true, forceNew: true },
    lcCtype: { type: "string", computed: true, forceNew: true },
    connectionLimit: { type: "number", default: -1 },
    allowConnections: { type: "boolean", default: true },
    isTemplate: { type: "boolean", computed: true },
  },
  unsupported: ["alterObjectOwnership", "tablespaceName"],
  outputs: { alterObjectOwnership: {}, tablespaceName: {} },
  autoName: "name",
  check(inputs): Failure[] {
    const failures = nameFailures(inputs, ["name", "owner", "template"]);
    const limit = inputs.connectionLimit;
    if (typeof limit === "number" && (!Number.isInteger(limit) || limit < -1)) {
      failures.push({
        property: "connectionLimit",
        reason: `is ${limit}; it must be a whole number from -1 (no limit)`,
      });
    }
    return failures;
  },
  async create(inputs, connection) {
    const outputs = await connection.session(`create database "${String(inputs.name)}"`, async (session) => {
      // CREATE DATABASE has its own transaction, so the lock is the session's.
      await session.query(
        "SELECT pg_catalog.pg_advisory_lock(oid::bigint) FROM pg_catalog.pg_roles WHERE rolname = current_user",
      );
      await session.query(createDatabaseStatement(inputs, connection.configuration.username));
      return present(await readDatabase(session, inputs.name, inputs), inputs.name);
    });
    return { id: String(inputs.name), outputs };
  },
  async read(id, state, connection) {
    const name = (state.name as string | undefined) ?? id;
    return connection.session(`read database "${name}"`, (session) => readDatabase(session, name, state));
  },
  async update(_id, state, inputs, connection) {
    return connection.session(`change database "${String(state.name)}"`, async (session) => {
      for (const statement of alterDatabaseStatements(state, inputs)) await session.query(statement);
      return present(await readDatabase(session, inputs.name, { ...state, ...inputs }), inputs.name);
    });
  },
  async delete(id, state, connection) {
    const name = (state.name as string | undefined) ?? id;
    await connection.session(`drop database "${name}"`, async (session) => {
      const current = await readDatabase(session, name, state);
      if (current === undefined) return;
      if (current.isTemplate === true)
        await session.query(`ALTER DATABASE ${identifier(name)} IS_TEMPLATE false`);
      await session.query(`ALTER DATABASE ${identifier(name)} ALLOW_CONNECTIONS false`);
      await session.query(`DROP DATABASE ${identifier(name)} WITH (FORCE)`);
    });
  },
};
