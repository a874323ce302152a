import type { ResourceType, Values } from "../../runtime/resource-type";
import { databaseExists, lockDatabase, schemaExists } from "../catalog";
import type { Connection, Session } from "../connection";
import { nameFailures } from "../failures";
import { identifier } from "../sql";

function databaseOf(values: Values, connection: Connection): string {
  return (values.database as string) || connection.configuration.database;
}

async function readSchema(session: Session, database: string, values: Values): Promise<Values | undefined> {
  const { rows } = await session.query<{ owner: string }>(
    "SELECT pg_catalog.pg_get_userbyid(nspowner) AS owner FROM pg_catalog.pg_namespace WHERE nspname = $1",
    [values.name],
  );
  return rows[0] && { ...values, database, owner: rows[0].owner, policies: [] };
}

/** `postgresql.Schema`; one that exists already is taken over, as the official provider does. */
export const schema: ResourceType<Connection> = {
  inputs: {
    name: { type: "string" },
    database: { type: "string", computed: true, forceNew: true },
    owner: { type: "string", computed: true },
    ifNotExists: { type: "boolean", default: true },
    dropCascade: { type: "boolean", default: false },
  },
  unsupported: ["policies"],
  outputs: { policies: {} },
  autoName: "name",
  check: (inputs) => nameFailures(inputs, ["name", "database", "owner"]),
  async create(inputs, connection) {
    const database = databaseOf(inputs, connection);
    const outputs = await connection.transaction(
      `create schema "${String(inputs.name)}"`,
      async (session) => {
        await lockDatabase(session, database);
        const name = identifier(inputs.name);
        if (!(await schemaExists(session, inputs.name))) {
          await session.query(
            `CREATE SCHEMA ${inputs.ifNotExists === true ? "IF NOT EXISTS " : ""}${name}` +
              (inputs.owner ? ` AUTHORIZATION ${identifier(inputs.owner)}` : ""),
          );
        } else if (inputs.owner) {
          await session.query(`ALTER SCHEMA ${name} OWNER TO ${identifier(inputs.owner)}`);
        }
        return readSchema(session, database, inputs);
      },
      database,
    );
    return { id: `${database}.${String(inputs.name)}`, outputs: outputs ?? inputs };
  },
  async read(id, state, connection) {
    const [database, name] =
      state.name === undefined ? id.split(".") : [databaseOf(state, connection), state.name as string];
    if (database === undefined || name === undefined) {
      throw new Error(`schema identifier "${id}" must have the form database.schema`);
    }
    const operation = `read schema "${name}"`;
    if (!(await connection.session(operation, (session) => databaseExists(session, database))))
      return undefined;
    return connection.session(
      operation,
      (session) => readSchema(session, database, { ...state, name }),
      database,
    );
  },
  async update(_id, state, inputs, connection) {
    const database = databaseOf(state, connection);
    const outputs = await connection.transaction(
      `change schema "${String(state.name)}"`,
      async (session) => {
        await lockDatabase(session, database);
        if (inputs.name !== state.name) {
          await session.query(`ALTER SCHEMA ${identifier(state.name)} RENAME TO ${identifier(inputs.name)}`);
        }
        if (inputs.owner && inputs.owner !== state.owner) {
          await session.query(`ALTER SCHEMA ${identifier(inputs.name)} OWNER TO ${identifier(inputs.owner)}`);
        }
        return readSchema(session, database, { ...state, ...inputs });
      },
      database,
    );
    return outputs ?? inputs;
  },
  async delete(_id, state, connection) {
    const database = databaseOf(state, connection);
    await connection.transaction(
      `drop schema "${String(state.name)}"`,
      async (session) => {
        if (!(await schemaExists(session, state.name))) return;
        const mode = state.dropCascade === true ? "CASCADE" : "RESTRICT";
        await session.query(`DROP SCHEMA ${identifier(state.name)} ${mode}`);
      },
      database,
    );
  },
};
