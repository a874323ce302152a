import { databases, liveSchemas, type Principal } from "../../../components/security/roles";
import type { StackOutputs } from "../../../tools/operate";
import {
  loginOf,
  postgresqlConfig,
  targetOf,
  withPostgresql,
  type Login,
  type Target,
} from "../../../tools/sample-data/clients";
import { deniedBy, runName, tryOut, type Attempt, type Permission, type ReasonOf } from "./attempt";
import { askedFor, Connections } from "./postgresql-connections";
import {
  everyDatabase,
  mayConnect,
  mayCreateRoles,
  mayCreateTable,
  mayOnTable,
  maySetRole,
  ownerName,
  postgresqlPrincipals,
  tableActions,
  tablePlaces,
  type AnyDatabase,
  type TableAction,
  type TablePlace,
  type Visitor,
} from "./postgresql-expectations";
import { roleAttributeAttempts } from "./postgresql-role-attributes";
import { tlsAlert } from "./tls-errors";

const service = "postgresql";
/** insufficient_privilege: what PostgreSQL says of a missing right, to connect as well as to do. */
const insufficientPrivilege = deniedBy("42501");
const run = runName();

const tableOf = ({ schema, owner }: TablePlace) => `${schema}.${run}_${ownerName(owner)}`;
const statements: Record<TableAction, (table: string) => string> = {
  select: (table) => `SELECT note FROM ${table}`,
  insert: (table) => `INSERT INTO ${table} VALUES (2, 'two')`,
  update: (table) => `UPDATE ${table} SET note = 'changed' WHERE id = 1`,
  delete: (table) => `DELETE FROM ${table} WHERE id = 1`,
  truncate: (table) => `TRUNCATE ${table}`,
  drop: (table) => `DROP TABLE ${table}`,
};

/** Tries what one visitor may and may not do. */
class Visit {
  readonly attempts: Attempt[] = [];
  private readonly connections: Connections;

  constructor(
    private readonly visitor: Visitor,
    private readonly target: Target,
    private readonly login: Login,
  ) {
    this.connections = new Connections(target, login);
  }

  private async note(
    action: string,
    expected: Permission,
    body: () => Promise<unknown>,
    reasonOf: ReasonOf = insufficientPrivilege,
  ): Promise<boolean> {
    const attempt = await tryOut({ service, principal: this.visitor, action, expected }, body, reasonOf);
    this.attempts.push(attempt);
    return attempt.seen === "allowed";
  }

  private rollBack(action: string, expected: Permission, database: string, ...sql: string[]) {
    return this.note(action, expected, () => this.connections.rollingBack(database, ...sql));
  }

  /** Where what needs no particular database is tried: one the visitor may connect to, if there is any. */
  private get home(): AnyDatabase {
    return everyDatabase.find((database) => mayConnect(this.visitor, database) === "allowed") ?? "live";
  }

  /** Nothing can be done on a server by someone who may connect to none of its databases. */
  private atHome(expected: Permission): Permission {
    return mayConnect(this.visitor, this.home) === "allowed" ? expected : "denied";
  }

  async all(places: readonly TablePlace[]): Promise<void> {
    try {
      for (const database of everyDatabase) {
        await this.note(`connect to ${database}`, mayConnect(this.visitor, database), () =>
          this.connections.to(database),
        );
      }
      await this.tables(places);
      await this.cluster();
      await this.signingOn();
    } finally {
      await this.connections.close();
    }
  }

  private async tables(places: readonly TablePlace[]): Promise<void> {
    for (const place of places) {
      for (const action of tableActions) {
        const whose = `${place.owner}'s table in ${place.database}.${place.schema}`;
        const sql = statements[action](tableOf(place));
        await this.rollBack(
          `${action} ${whose}`,
          mayOnTable(this.visitor, action, place),
          place.database,
          sql,
        );
      }
    }
    const schemas = databases.flatMap((database) =>
      [...(database === "live" ? liveSchemas : []), "public"].map((schema) => ({ database, schema })),
    );
    for (const { database, schema } of schemas) {
      const expected = mayCreateTable(this.visitor, database, schema);
      const sql = `CREATE TABLE ${schema}.${run}_new (id int)`;
      await this.rollBack(`create table in ${database}.${schema}`, expected, database, sql);
    }
    const superuser: Permission = this.visitor === "administrator" ? "allowed" : "denied";
    await this.rollBack("create schema in live", superuser, "live", `CREATE SCHEMA ${run}`);
  }

  /** Rights on the whole server. */
  private async cluster(): Promise<void> {
    const superuser: Permission = this.visitor === "administrator" ? "allowed" : "denied";
    const creates = mayCreateRoles(this.visitor);
    const { home } = this;
    const me = `"${this.login.user}"`;
    await this.rollBack("create role", creates, home, `CREATE ROLE ${run}_role`);
    const created = await this.note("create database", creates, async () => {
      await (await this.connections.to(home)).query(`CREATE DATABASE ${run} TEMPLATE template0`);
    });
    if (created) await (await this.connections.to(home)).query(`DROP DATABASE ${run}`);
    await this.rollBack("become superuser", superuser, home, `ALTER ROLE ${me} SUPERUSER`);
    for (const role of ["pg_execute_server_program", "pg_read_server_files", "pg_write_server_files"])
      await this.rollBack(`become member of ${role}`, superuser, home, `GRANT ${role} TO ${me}`);
    for (const other of [...postgresqlPrincipals, "postgres" as const]) {
      const name = other === "postgres" ? other : ownerName(other);
      const expected = this.atHome(maySetRole(this.visitor, other));
      await this.rollBack(`set role ${name}`, expected, home, `SET LOCAL ROLE "${name}"`);
    }
    await this.rollBack("read pg_authid", superuser, home, "SELECT rolpassword FROM pg_authid LIMIT 1");
    await this.rollBack("change pg_authid", superuser, home, "UPDATE pg_authid SET rolsuper = rolsuper");
    await this.rollBack(
      "run a program",
      superuser,
      home,
      `CREATE TEMPORARY TABLE ${run}_out (line text)`,
      `COPY ${run}_out FROM PROGRAM 'true'`,
    );
    // Their bytes would lie in a system catalogue, outside the encrypted tables.
    await this.rollBack("write a large object", superuser, home, "SELECT lo_from_bytea(0, 'probe')");
    for (const database of databases) {
      // Whoever sets it chooses the functions that everyone else calls there.
      const sql = `ALTER DATABASE ${database} SET search_path = public`;
      await this.rollBack(`set the search path of ${database}`, superuser, home, sql);
    }
    await this.rollBack("read a server file", superuser, home, "SELECT pg_read_file('PG_VERSION')");
  }

  /** Ways to sign on that must not work for anyone. */
  private async signingOn(): Promise<void> {
    const { target, login, home } = this;
    const connect = (config: object) =>
      withPostgresql({ ...postgresqlConfig(target, login, home), ...config }, () => Promise.resolve());
    const wrong = [...login.password].reverse().join("");
    await this.note(
      "sign on with a wrong password",
      "denied",
      () => connect({ password: wrong }),
      deniedBy("28P01"),
    );
    await this.note(
      "sign on without a password",
      "denied",
      async () => {
        const asked = await askedFor(target, login.user, home);
        if (asked !== "none") throw Object.assign(new Error(), { code: asked });
      },
      deniedBy("scram"),
    );
    await this.note("sign on without TLS", "denied", () => connect({ ssl: false }), deniedBy("28000"));
    const { ca, servername } = target;
    const old = { ca, servername, minVersion: "TLSv1.2", maxVersion: "TLSv1.2" };
    await this.note(
      "sign on with TLS 1.2",
      "denied",
      () => connect({ ssl: old }),
      (error) => (tlsAlert(error) === "protocol version" ? "TLS alert: protocol version" : undefined),
    );
  }
}

async function createTable(target: Target, login: Login, place: TablePlace): Promise<void> {
  await withPostgresql(postgresqlConfig(target, login, place.database), async (client) => {
    await client.query(`CREATE TABLE ${tableOf(place)} (id int PRIMARY KEY, note text)`);
    await client.query(`INSERT INTO ${tableOf(place)} VALUES (1, 'one')`);
  });
}

async function dropTable(target: Target, login: Login, place: TablePlace): Promise<void> {
  await withPostgresql(postgresqlConfig(target, login, place.database), (client) =>
    client.query(`DROP TABLE IF EXISTS ${tableOf(place)}`),
  );
}

/**
 * Tries everything the role catalogue says, and what it does not say, on PostgreSQL: for each role and service with
 * a login and for the administrator. Every statement is rolled back; the tables it works on are removed.
 */
export async function postgresqlAttempts(outputs: StackOutputs): Promise<Attempt[]> {
  const target = targetOf(outputs, service);
  const known = outputs.credentials?.[service] ?? {};
  const visitors = ["administrator" as const, ...postgresqlPrincipals].filter((name) => name in known);
  const loginFor = (name: Visitor) => loginOf(outputs, service, name);
  const places = tablePlaces((principal: Principal) => principal in known);
  const attempts: Attempt[] = [];
  try {
    for (const place of places) await createTable(target, loginFor(place.owner), place);
    for (const visitor of visitors) {
      const visit = new Visit(visitor, target, loginFor(visitor));
      await visit.all(places);
      attempts.push(...visit.attempts);
    }
    attempts.push(...(await roleAttributeAttempts(target, loginFor("administrator"))));
  } finally {
    for (const place of places) await dropTable(target, loginFor("administrator"), place);
  }
  return attempts;
}
