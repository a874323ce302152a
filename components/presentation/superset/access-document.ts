import { dashboardRoles, supersetRoles } from "../../security/superset-roles";

/** Roles and who sees which dashboard, as the job reads them. */
export const accessDocument = () => ({
  /** Owns what is imported. Nobody signs on as this user, which is not active. */
  owner: { login: "lakehouse", role: supersetRoles.admin.name },
  roles: Object.values(supersetRoles)
    .filter(({ like }) => like !== undefined)
    .map(({ name, like, permissions = [], without = [], databases = [] }) => ({
      ...{ name, like, permissions, without, databases },
    })),
  dashboards: Object.fromEntries(
    Object.entries(dashboardRoles).map(([slug, names]) => [
      slug,
      names.map((name) => supersetRoles[name].name),
    ]),
  ),
});
