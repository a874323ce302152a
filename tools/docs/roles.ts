import {
  databaseService,
  databases,
  exampleLogin,
  objectGrants,
  postgresqlName,
  postgresqlServices,
  roles,
  schemaGrants,
  searchClusterActions,
  searchGrants,
  searchStoreRole,
  services,
  type Principal,
  type Role,
} from "../../components/security/roles";
import type { NetworkZone } from "../../components/platform/network-zones";
import { clusterGrants } from "../../components/security/cluster-roles";
import { dashboardRoles, supersetRoles } from "../../components/security/superset-roles";
import { services as dremioServices } from "../../components/processing/dremio/dremio";

const none = "nothing";

function objectStoreCell(principal: Principal): string {
  if (principal === "admin") return "everything, users and policies too";
  const grants = objectGrants[principal].map(
    ({ bucket, prefix = "", access }) => `${access} \`${bucket}/${prefix}\``,
  );
  return grants.join("<br>") || none;
}

function postgresqlCell(principal: Principal): string {
  const owned = databases
    .filter((name) => databaseService[name] === principal)
    .map((name) => `own tables in \`${name}\``);
  const granted = schemaGrants[principal].map(({ schema, access }) => `${access} \`live.${schema}\``);
  const extra = principal === "admin" ? ["acts for every other", "creates roles and databases"] : [];
  return [...owned, ...granted, ...extra].join("<br>") || none;
}

function searchStoreCell(principal: Principal): string {
  if (principal === "admin") return "everything, users and roles too";
  const grants = searchGrants[principal].map(({ indices, access }) => `${access} \`${indices}\``);
  const asked = (searchClusterActions[principal] ?? []).map((action) => `\`${action}\``);
  return [...grants, ...asked].join("<br>") || none;
}

/** Superset has roles of its own; those that come with it are named, what is granted beside them is listed. */
function supersetCell(role: Role): string {
  const { name, like, permissions = [], without = [], databases: read = [] } = supersetRoles[role];
  if (!like) return `\`${name}\`, as it comes: everything, users and connections too`;
  const seen = Object.entries(dashboardRoles).filter(([, allowed]) => allowed.includes(role));
  return [
    `\`${name}\`${like.length > 0 ? `, as ${like.map((each) => `\`${each}\``).join(" and ")}` : ""}`,
    ...read.map((database) => `read \`${database}\``),
    ...seen.map(([slug]) => `dashboard \`${slug}\``),
    ...(permissions.length > 0 ? [`${permissions.length} single permissions`] : []),
    ...without.map(([what, view]) => `without \`${what} on ${view}\``),
  ].join("<br>");
}

/** Dremio's free edition has no roles: whoever has a login is an administrator. So of people, only the operator has one. */
const dremioCell = (role: Role): string => (role === "admin" ? "the operator's `administrator`" : "no login");

/** What a role may do in a zone's namespace, or nothing. */
function clusterCell(role: Role, zone: NetworkZone): string {
  const rules = clusterGrants[role][zone] ?? [];
  return (
    rules.map(({ resources, verbs }) => `${verbs.join(", ")} ${resources.join(", ")}`).join("<br>") || none
  );
}

/** Zones by what roles may do there: those that are alike share a column. */
const clusterZones: Record<string, NetworkZone> = {
  application: "application",
  data: "data",
  "every other": "edge",
};

/** `docs/roles.md`, from the role catalogue. */
export function roleMatrix(): string {
  return [
    "# Roles",
    "",
    "Who may do what. Made from `components/security/roles.ts` by `make golden`; IAM policies, grants and default",
    "privileges come from the same list, and `make test` tries every line of it on running servers.",
    "",
    "| role | object store | PostgreSQL | search store (profile `search`) | example login |",
    "| --- | --- | --- | --- | --- |",
    ...roles.map(
      (role) =>
        `| ${role} | ${objectStoreCell(role)} | ${postgresqlCell(role)} | ${searchStoreCell(role)} | \`${exampleLogin(role)}\` in role \`${postgresqlName(role)}\` (search store: \`${searchStoreRole(role)}\`) |`,
    ),
    "",
    "| role | Superset | Dremio | Airbyte |",
    "| --- | --- | --- | --- |",
    ...roles.map((role) => `| ${role} | ${supersetCell(role)} | ${dremioCell(role)} | no server on dev |`),
    "",
    "**Superset**'s roles are made from `components/security/superset-roles.ts` by the job that prepares it. Nobody writes to a",
    "database through it, whatever the role. **Dremio**'s free edition has no roles, so whoever has a login is an",
    `administrator: only the operator and the services that query it (${dremioServices.map((each) => `\`${each}\``).join(", ")}) have one, and people`,
    "reach its data through Superset, as their role there allows. **Airbyte**'s Core edition has one administrator and no roles.",
    "On dev no server of it runs ([adr/0008](adr/0008-ingestion-on-one-host.md)): connections are files, and who may change them is",
    "who may change this repository. Where a server runs, only the edge in front can tell one role from another.",
    "",
    "In the **Kubernetes** cluster of prod the same roles are Roles of each network zone's namespace, bound to people's groups",
    "(`components/security/cluster-roles.ts`):",
    "",
    `| role | ${Object.keys(clusterZones).join(" | ")} |`,
    `| --- |${" --- |".repeat(Object.keys(clusterZones).length)}`,
    ...roles.map(
      (role) =>
        `| ${role} | ${Object.values(clusterZones)
          .map((zone) => clusterCell(role, zone))
          .join(" | ")} |`,
    ),
    "",
    "| service | object store | PostgreSQL | search store |",
    "| --- | --- | --- | --- |",
    ...services.map(
      (service) =>
        `| ${service} | ${objectStoreCell(service)} | ${postgresqlServices.includes(service) ? postgresqlCell(service) : "no login"} | ${searchGrants[service].length > 0 ? searchStoreCell(service) : "no login"} |`,
    ),
    "",
    "`read-write` on a prefix of a versioned bucket writes a delete marker when it deletes: only `admin` can delete a",
    "version. On the object store a person has the same rights with a login of its own and with what `make session` gives",
    "for the identity provider's token ([sign-on.md](sign-on.md)). A viewer has no data access anywhere. Nobody but the administrator account of PostgreSQL is superuser.",
    "",
  ].join("\n");
}
