import type { Values } from "../../runtime/resource-type";
import { isVerifier, verifierOf } from "../scram";
import { identifier, integer, literal } from "../sql";

/** Role attributes that are on or off, with their keywords. */
const FLAGS = {
  superuser: ["SUPERUSER", "NOSUPERUSER"],
  createDatabase: ["CREATEDB", "NOCREATEDB"],
  createRole: ["CREATEROLE", "NOCREATEROLE"],
  inherit: ["INHERIT", "NOINHERIT"],
  login: ["LOGIN", "NOLOGIN"],
  replication: ["REPLICATION", "NOREPLICATION"],
  bypassRowLevelSecurity: ["BYPASSRLS", "NOBYPASSRLS"],
} as const;

function flag(name: keyof typeof FLAGS, value: unknown): string {
  return FLAGS[name][value === true ? 0 : 1];
}

const flagNames = Object.keys(FLAGS) as (keyof typeof FLAGS)[];

/** `PASSWORD …` with a verifier in the password's place; `NULL` takes the password away. */
function passwordClause(password: unknown): string {
  const text = String(password);
  if (text.toUpperCase() === "NULL") return "PASSWORD NULL";
  return `PASSWORD ${literal(isVerifier(text) ? text : verifierOf(text))}`;
}

function validUntilClause(value: unknown): string {
  const text = (value as string) || "infinity";
  return `VALID UNTIL ${literal(text.toLowerCase() === "infinity" ? "infinity" : text)}`;
}

/** Settings a session of the role starts with. */
function settingStatements(role: string, state: Values, inputs: Values): string[] {
  const paths = (inputs.searchPaths ?? []) as string[];
  const statements = [
    `ALTER ROLE ${role} SET search_path TO ${paths.length > 0 ? paths.map(identifier).join(", ") : "DEFAULT"}`,
  ];
  if ((inputs.statementTimeout ?? 0) !== (state.statementTimeout ?? 0)) {
    statements.push(
      inputs.statementTimeout
        ? `ALTER ROLE ${role} SET statement_timeout TO ${integer(inputs.statementTimeout)}`
        : `ALTER ROLE ${role} RESET statement_timeout`,
    );
  }
  if ((inputs.assumeRole ?? "") !== (state.assumeRole ?? "")) {
    statements.push(
      inputs.assumeRole
        ? `ALTER ROLE ${role} SET ROLE TO ${identifier(inputs.assumeRole)}`
        : `ALTER ROLE ${role} RESET ROLE`,
    );
  }
  return statements;
}

function grantStatements(role: string, inputs: Values): string[] {
  return ((inputs.roles ?? []) as string[]).map((granted) => `GRANT ${identifier(granted)} TO ${role}`);
}

/** What creates the role. */
export function createRoleStatements(inputs: Values): string[] {
  const role = identifier(inputs.name);
  const options = [
    ...(inputs.password ? [passwordClause(inputs.password)] : []),
    validUntilClause(inputs.validUntil),
    `CONNECTION LIMIT ${integer(inputs.connectionLimit ?? -1)}`,
    ...flagNames.map((name) => flag(name, inputs[name])),
  ];
  return [
    `CREATE ROLE ${role} WITH ${options.join(" ")}`,
    ...grantStatements(role, inputs),
    ...settingStatements(role, {}, inputs),
  ];
}

/** What turns the state into the inputs; `memberOf` are the roles it is in now, which are all taken away first. */
export function alterRoleStatements(state: Values, inputs: Values, memberOf: readonly string[]): string[] {
  const role = identifier(inputs.name);
  const renamed = inputs.name !== state.name;
  const options: string[] = [];
  if (inputs.password && (renamed || inputs.password !== state.password))
    options.push(passwordClause(inputs.password));
  if (inputs.connectionLimit !== state.connectionLimit)
    options.push(`CONNECTION LIMIT ${integer(inputs.connectionLimit)}`);
  if (inputs.validUntil && inputs.validUntil !== state.validUntil)
    options.push(validUntilClause(inputs.validUntil));
  for (const name of flagNames) if (inputs[name] !== state[name]) options.push(flag(name, inputs[name]));
  return [
    ...(renamed ? [`ALTER ROLE ${identifier(state.name)} RENAME TO ${role}`] : []),
    ...(options.length > 0 ? [`ALTER ROLE ${role} WITH ${options.join(" ")}`] : []),
    ...memberOf.map((granted) => `REVOKE ${identifier(granted)} FROM ${role}`),
    ...grantStatements(role, inputs),
    ...settingStatements(role, state, inputs),
  ];
}

/** The value of one setting out of `pg_roles.rolconfig`, whose entries are `name=value`. */
export function roleSetting(configuration: readonly string[] | null, name: string): string | undefined {
  const entry = configuration?.find((each) => each.startsWith(`${name}=`));
  return entry?.slice(name.length + 1);
}

/** The parts of a search path as `rolconfig` writes it. */
export function parseSearchPath(text: string | undefined): string[] {
  if (text === undefined) return [];
  return text.split(", ").map((part) => (/^".*"$/.test(part) ? part.slice(1, -1).replace(/""/g, '"') : part));
}
