/** Look-ups in the system catalogs and the locks that keep concurrent changes apart. */
import type { Session } from "./connection";

/** The name that stands for every role in grants. */
export const PUBLIC_ROLE = "public";

async function exists(session: Session, query: string, name: unknown): Promise<boolean> {
  return ((await session.query(query, [name])).rowCount ?? 0) > 0;
}

export function databaseExists(session: Session, name: unknown): Promise<boolean> {
  return exists(session, "SELECT FROM pg_catalog.pg_database WHERE datname = $1", name);
}

export function schemaExists(session: Session, name: unknown): Promise<boolean> {
  return exists(session, "SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1", name);
}

/** Grantee number of a role: 0 for public, undefined when there is no such role. */
export async function roleNumber(session: Session, role: string): Promise<number | undefined> {
  if (role === PUBLIC_ROLE) return 0;
  const { rows } = await session.query<{ oid: number }>(
    "SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $1",
    [role],
  );
  return rows[0]?.oid;
}

/** Locks a role and its members until the transaction ends, as the official provider does. */
export async function lockRole(session: Session, role: unknown): Promise<void> {
  await session.query("SET LOCAL statement_timeout = 0");
  await session.query(
    "SELECT pg_catalog.pg_advisory_xact_lock(oid::bigint) FROM pg_catalog.pg_roles WHERE rolname = $1",
    [role],
  );
  await session.query(
    "SELECT pg_catalog.pg_advisory_xact_lock(member::bigint) FROM pg_catalog.pg_auth_members " +
      "JOIN pg_catalog.pg_roles ON roleid = pg_roles.oid WHERE rolname = $1 ORDER BY member",
    [role],
  );
}

/**
 * Locks a database until the transaction ends. Two grants on one object fail with "tuple concurrently
 * updated" even when their roles differ, so every grant in a database waits for the one before.
 */
export async function lockDatabase(session: Session, database: unknown): Promise<void> {
  await session.query("SET LOCAL statement_timeout = 0");
  await session.query(
    "SELECT pg_catalog.pg_advisory_xact_lock(oid::bigint) FROM pg_catalog.pg_database WHERE datname = $1",
    [database],
  );
}
