import {
  databaseService,
  databases,
  exampleLogin,
  objectGrants,
  postgresqlName,
  postgresqlServices,
  roles,
  schemaGrants,
  searchGrants,
  searchStoreRole,
  services,
  type Principal,
} from "../../components/security/roles";

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
  return (
    searchGrants[principal].map(({ indices, access }) => `${access} \`${indices}\``).join("<br>") || none
  );
}

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
    "| service | object store | PostgreSQL | search store |",
    "| --- | --- | --- | --- |",
    ...services.map(
      (service) =>
        `| ${service} | ${objectStoreCell(service)} | ${postgresqlServices.includes(service) ? postgresqlCell(service) : "no login"} | ${searchGrants[service].length > 0 ? searchStoreCell(service) : "no login"} |`,
    ),
    "",
    "`read-write` on a prefix of a versioned bucket writes a delete marker when it deletes: only `admin` can delete a",
    "version. A viewer has no data access anywhere. Nobody but the administrator account of PostgreSQL is superuser.",
    "",
  ].join("\n");
}
