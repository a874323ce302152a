/**
 * What each role may do in Superset, as data: the job that prepares Superset makes its roles from it.
 * Source: authorisation levels of the architecture (R14); names of permissions as in Superset 6.1.
 */
import type { Role } from "./roles";

/** A database that Superset sends queries to. */
export type SupersetDatabase = "Dremio" | "Live";

/** A role in Superset. */
export interface SupersetRole {
  /** Its name there. */
  name: string;
  /** Roles that come with Superset, whose permissions it has. @default it is one of them, and left as it comes */
  like?: readonly string[];
  /** Permissions of its own: what, and on which view. @default none */
  permissions?: readonly (readonly [string, string])[];
  /** Permissions of the roles that it is like, which it does not have. @default none */
  without?: readonly (readonly [string, string])[];
  /**
   * Databases that it reads, each of them whole: what can be read there is up to the login of the connection, which is no
   * more than the role may read elsewhere (ADR 0015). @default those of the roles that it is like
   */
  databases?: readonly SupersetDatabase[];
}

/** What lets somebody be registered, or have a password: people are those of the identity provider. */
const passwords = [
  ["can_write", "CurrentUserRestApi"],
  ...["can_add", "can_delete", "can_edit", "can_list", "can_show"].map(
    (what) => [what, "UserRegistrationsRestAPI"] as const,
  ),
] as const;

/** What changes things of others, or shows how they are made. */
const ofOthers = [
  // Tags are put on whatever one sees.
  ["can_write", "Tag"],
  ["can_bulk_create", "Tag"],
  ["can_tag", "Chart"],
  ["can_tag", "Dashboard"],
  // A theme is everybody's, and so are figures that are kept for a while.
  ["can_write", "Theme"],
  ["can_invalidate", "CacheRestApi"],
  // Settings of any chart, by its number.
  ["can_query_form_data", "Api"],
] as const;

/**
 * Nobody writes to a database through Superset, whatever the role: the connections forbid it. A viewer has no right to
 * any data; what a dashboard shows comes with the dashboard.
 */
export const supersetRoles: Record<Role, SupersetRole> = {
  admin: { name: "Admin" },
  "data-engineer": { name: "DataEngineer", like: ["Alpha", "sql_lab"], without: passwords },
  analyst: {
    name: "Analyst",
    like: ["Gamma", "sql_lab"],
    // Rows of a dataset, and the values to choose from in a filter.
    permissions: [
      ["can_samples", "Datasource"],
      ["can_get_column_values", "Datasource"],
    ],
    without: [
      // Statements whose costs are estimated are looked at by nobody.
      ["can_estimate_query_cost", "SQLLab"],
      ...passwords,
      ...ofOthers,
    ],
    databases: ["Dremio", "Live"],
  },
  viewer: {
    name: "Viewer",
    like: [],
    permissions: [
      ["can_read", "Dashboard"],
      ["can_read", "Chart"],
      ["can_dashboard", "Superset"],
      ["can_read", "DashboardFilterStateRestApi"],
      ["can_write", "DashboardFilterStateRestApi"],
      ["can_read", "DashboardPermalinkRestApi"],
      ["can_time_range", "Api"],
      ["can_read", "Theme"],
      ["can_read", "CurrentUserRestApi"],
      // The token that every change carries, such as the choice of a filter.
      ["can_read", "SecurityRestApi"],
      ["can_get", "MenuApi"],
      ["can_log", "Superset"],
      ["menu_access", "Dashboards"],
    ],
  },
};

/** Roles that see a dashboard of ours, by its slug. An administrator sees all. */
export const dashboardRoles: Record<string, readonly Role[]> = {
  "airline-delays": ["data-engineer", "analyst", "viewer"],
};
