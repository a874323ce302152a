import {
  databaseService,
  databases,
  liveSchemas,
  postgresqlName,
  postgresqlServices,
  roles,
  schemaGrants,
  type Database,
  type Principal,
} from "../../../components/security/roles";
import type { Permission } from "./attempt";

/** Who signs on: a principal of the catalogue, or the server's own administrator. */
export type Visitor = Principal | "administrator";

/** Principals with a login, in the catalogue's order. */
export const postgresqlPrincipals: readonly Principal[] = [...roles, ...postgresqlServices];

/** Databases that come with the server; nobody but the administrator has business there. */
export const serverDatabases = ["postgres", "template1"] as const;
export const everyDatabase = [...databases, ...serverDatabases] as const;
export type AnyDatabase = (typeof everyDatabase)[number];

/** What is done with a table. */
export const tableActions = ["select", "insert", "update", "delete", "truncate", "drop"] as const;
export type TableAction = (typeof tableActions)[number];

/** A table made for the attempts. */
export interface TablePlace {
  database: Database;
  schema: string;
  /** Principal that made it. */
  owner: Principal;
}

const permit = (allowed: boolean): Permission => (allowed ? "allowed" : "denied");
const accessTo = (principal: Principal, schema: string) =>
  schemaGrants[principal].find((grant) => grant.schema === schema)?.access;

/** Whether a visitor acts for a principal: is it, or administers it. */
const actsFor = (visitor: Visitor, principal: Principal): boolean =>
  visitor === principal || visitor === "administrator" || visitor === "admin";

/** The administrator everywhere, administrators in every database, an owner in its own, a grantee in `live`. */
export function mayConnect(visitor: Visitor, database: AnyDatabase): Permission {
  if (visitor === "administrator") return "allowed";
  if (database === "postgres" || database === "template1") return "denied";
  if (visitor === "admin" || databaseService[database] === visitor) return "allowed";
  return permit(database === "live" && schemaGrants[visitor].length > 0);
}

/** Whoever writes a schema of `live` makes tables there; an owner makes them in its own database. */
export function mayCreateTable(visitor: Visitor, database: Database, schema: string): Permission {
  if (visitor === "administrator") return "allowed";
  const owner = databaseService[database];
  if (owner) return permit(actsFor(visitor, owner));
  return permit(accessTo(visitor, schema) === "write");
}

/**
 * Nobody drops another's table. Readers read; writers read, and change rows whoever made the table. Administrators
 * do to any principal's tables whatever that one may.
 */
export function mayOnTable(visitor: Visitor, action: TableAction, place: TablePlace): Permission {
  if (actsFor(visitor, place.owner)) return "allowed";
  if (mayConnect(visitor, place.database) === "denied" || action === "drop") return "denied";
  const access = place.database === "live" ? accessTo(visitor as Principal, place.schema) : undefined;
  return permit(access === "write" || (access === "read" && action === "select"));
}

/** Everyone takes on the roles it acts for, and no other. */
export const maySetRole = (visitor: Visitor, target: Principal | "postgres"): Permission =>
  permit(target === "postgres" ? visitor === "administrator" : actsFor(visitor, target));

/** Administrators make roles and databases. */
export const mayCreateRoles = (visitor: Visitor): Permission =>
  permit(visitor === "administrator" || visitor === "admin");

/** Where each writer's tables are tried: in the schemas of `live`, and in the databases services own. */
export function tablePlaces(known: (principal: Principal) => boolean): TablePlace[] {
  const live = liveSchemas.flatMap((schema) =>
    postgresqlPrincipals
      .filter((owner) => accessTo(owner, schema) === "write")
      .map((owner): TablePlace => ({ database: "live", schema, owner })),
  );
  const own = databases.flatMap((database): TablePlace[] => {
    const owner = databaseService[database];
    return owner ? [{ database, schema: "public", owner }] : [];
  });
  return [...live, ...own].filter(({ owner }) => known(owner));
}

/** Name under which a principal's tables are owned: a role's members act as the role. */
export const ownerName = (principal: Principal): string => postgresqlName(principal);
