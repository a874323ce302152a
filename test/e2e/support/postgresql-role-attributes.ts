import { exampleLogin, postgresqlName, postgresqlServices, roles } from "../../../components/security/roles";
import {
  postgresqlConfig,
  withPostgresql,
  type Login,
  type Target,
} from "../../../tools/sample-data/clients";
import type { Attempt } from "./attempt";

/** Attributes of a role and the columns of pg_roles that hold them. */
const attributes = {
  SUPERUSER: "rolsuper",
  CREATEROLE: "rolcreaterole",
  CREATEDB: "rolcreatedb",
  REPLICATION: "rolreplication",
  BYPASSRLS: "rolbypassrls",
  LOGIN: "rolcanlogin",
} as const;
type Attribute = keyof typeof attributes;

/**
 * The attributes a role has by the catalogue. A role nobody knows has none, so a stray one shows.
 * @param administrator the server's own superuser
 */
export function expectedAttributes(name: string, administrator: string): readonly Attribute[] {
  if (name === administrator) return Object.keys(attributes) as Attribute[];
  // The operator's, for replicas, which come with its certificate.
  if (name === "_crunchyrepl") return ["LOGIN", "REPLICATION"];
  if (name === postgresqlName("admin")) return ["CREATEROLE", "CREATEDB"];
  const logins: string[] = [...postgresqlServices.map(postgresqlName), ...roles.map(exampleLogin)];
  return logins.includes(name) ? ["LOGIN"] : [];
}

/** Each attribute of each role on the server, seen and expected; PostgreSQL's predefined roles are left out. */
export async function roleAttributeAttempts(target: Target, administrator: Login): Promise<Attempt[]> {
  const config = postgresqlConfig(target, administrator, "postgres");
  const { rows } = await withPostgresql(config, (client) =>
    client.query<Record<string, boolean> & { name: string }>(
      `SELECT rolname AS name, ${Object.values(attributes).join(", ")} FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1`,
    ),
  );
  return rows.flatMap((row) => {
    const expected = expectedAttributes(row.name, administrator.user);
    return (Object.keys(attributes) as Attribute[]).map((attribute): Attempt => ({
      service: "postgresql",
      principal: `role ${row.name}`,
      action: `has ${attribute}`,
      expected: expected.includes(attribute) ? "allowed" : "denied",
      seen: row[attributes[attribute]] ? "allowed" : "denied",
      detail: "pg_roles",
    }));
  });
}
