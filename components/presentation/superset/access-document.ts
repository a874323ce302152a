import { exampleLogin, roles, type Role } from "../../security/roles";
import { dashboardRoles, supersetRoles } from "../../security/superset-roles";

/** Login of Superset's own administrator, who owns what is imported. */
export const administratorLogin = "administrator";

/** Logins of people, with their roles. */
export const supersetUsers = (exampleUsers: boolean): { login: string; role: Role; name: string }[] => [
  { login: administratorLogin, role: "admin", name: "administrator" },
  ...(exampleUsers ? roles.map((role) => ({ login: exampleLogin(role), role, name: role })) : []),
];

/** Roles, users and who sees which dashboard, as the job reads them; without passwords. */
export const accessDocument = (exampleUsers: boolean) => ({
  administrator: administratorLogin,
  roles: Object.values(supersetRoles)
    .filter(({ like }) => like !== undefined)
    .map(({ name, like, permissions = [], schemas = [] }) => ({ name, like, permissions, schemas })),
  users: supersetUsers(exampleUsers).map(({ login, role, name }) => ({
    login,
    role: supersetRoles[role].name,
    name,
  })),
  dashboards: Object.fromEntries(
    Object.entries(dashboardRoles).map(([slug, names]) => [
      slug,
      names.map((name) => supersetRoles[name].name),
    ]),
  ),
});
