import type { ResourceType, Values } from "../../runtime/resource-type";
import { databaseExists } from "../catalog";
import type { Connection, Session } from "../connection";
import { nameFailures } from "../failures";
import { identifier } from "../sql";

function databaseOf(values: Values, connection: Connection): string {
  return (values.database as string) || connection.configuration.database;
}

async function readExtension(
  session: Session,
  database: string,
  values: Values,
): Promise<Values | undefined> {
  const { rows } = await session.query<Values>(
    `SELECT n.nspname AS schema, e.extversion AS version
     FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = $1`,
    [values.name],
  );
  return rows[0] && { ...values, ...rows[0], database };
}

/** `postgresql.Extension`. */
export const extension: ResourceType<Connection> = {
  inputs: {
    name: { type: "string", forceNew: true },
    database: { type: "string", computed: true, forceNew: true },
    schema: { type: "string", computed: true },
    version: { type: "string", computed: true },
    createCascade: { type: "boolean", default: false },
    dropCascade: { type: "boolean", default: false },
  },
  autoName: "name",
  check: (inputs) => nameFailures(inputs, ["name", "database", "schema", "version"]),
  async create(inputs, connection) {
    const database = databaseOf(inputs, connection);
    const outputs = await connection.transaction(
      `create extension "${String(inputs.name)}"`,
      async (session) => {
        await session.query(
          `CREATE EXTENSION IF NOT EXISTS ${identifier(inputs.name)}` +
            (inputs.schema ? ` SCHEMA ${identifier(inputs.schema)}` : "") +
            (inputs.version ? ` VERSION ${identifier(inputs.version)}` : "") +
            (inputs.createCascade === true ? " CASCADE" : ""),
        );
        return readExtension(session, database, inputs);
      },
      database,
    );
    return { id: `${database}.${String(inputs.name)}`, outputs: outputs ?? inputs };
  },
  async read(id, state, connection) {
    const [database, name] =
      state.name === undefined ? id.split(".") : [databaseOf(state, connection), state.name as string];
    if (database === undefined || name === undefined) {
      throw new Error(`extension identifier "${id}" must have the form database.extension`);
    }
    const operation = `read extension "${name}"`;
    if (!(await connection.session(operation, (session) => databaseExists(session, database))))
      return undefined;
    return connection.session(
      operation,
      (session) => readExtension(session, database, { ...state, name }),
      database,
    );
  },
  async update(_id, state, inputs, connection) {
    const database = databaseOf(state, connection);
    const outputs = await connection.transaction(
      `change extension "${String(state.name)}"`,
      async (session) => {
        const alter = `ALTER EXTENSION ${identifier(state.name)}`;
        if (inputs.schema && inputs.schema !== state.schema) {
          await session.query(`${alter} SET SCHEMA ${identifier(inputs.schema)}`);
        }
        if (inputs.version && inputs.version !== state.version) {
          await session.query(`${alter} UPDATE TO ${identifier(inputs.version)}`);
        }
        return readExtension(session, database, { ...state, ...inputs });
      },
      database,
    );
    return outputs ?? inputs;
  },
  async delete(_id, state, connection) {
    const mode = state.dropCascade === true ? "CASCADE" : "RESTRICT";
    await connection.transaction(
      `drop extension "${String(state.name)}"`,
      (session) => session.query(`DROP EXTENSION IF EXISTS ${identifier(state.name)} ${mode}`),
      databaseOf(state, connection),
    );
  },
};
