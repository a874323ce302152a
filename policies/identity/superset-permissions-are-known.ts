import type { Report } from "../lib/policy";
import { documentPolicy } from "../lib/uploads";

/** What a role of Superset's may be made of; permissions as `what view`. */
interface Bounds {
  like: readonly string[];
  permissions: readonly string[];
  /** Permissions of the roles it is like that are taken away. */
  without: readonly string[];
}

const passwords = [
  "can_write CurrentUserRestApi",
  ...["can_add", "can_delete", "can_edit"].map((what) => `${what} UserRegistrationsRestAPI`),
];

/** By role. An administrator's role is Superset's own, and not in the file. */
const bounds: Record<string, Bounds> = {
  DataEngineer: { like: ["Alpha", "sql_lab"], permissions: [], without: passwords },
  Analyst: {
    like: ["Gamma", "sql_lab"],
    // Both ask for a right to the dataset's data as well.
    permissions: ["can_samples Datasource", "can_get_column_values Datasource"],
    without: [
      ...passwords,
      ...["can_estimate_query_cost SQLLab", "can_write Theme", "can_write Tag", "can_bulk_create Tag"],
      ...["can_tag Chart", "can_tag Dashboard", "can_invalidate CacheRestApi", "can_query_form_data Api"],
    ],
  },
  Viewer: {
    like: [],
    permissions: [
      ...["can_read Dashboard", "can_read Chart", "can_dashboard Superset"],
      ...["can_read DashboardFilterStateRestApi", "can_write DashboardFilterStateRestApi"],
      ...["can_read DashboardPermalinkRestApi", "can_time_range Api", "can_read Theme"],
      ...["can_read CurrentUserRestApi", "can_read SecurityRestApi", "can_get MenuApi"],
      ...["can_log Superset", "menu_access Dashboards"],
    ],
    without: [],
  },
};

interface AccessRole {
  name: string;
  like: string[];
  permissions: [string, string][];
  without: [string, string][];
}

interface Access {
  owner: { login: string; role: string };
  roles: AccessRole[];
  dashboards: Record<string, string[]>;
}

const beside = (given: readonly string[], among: readonly string[]) =>
  given.filter((each) => !among.includes(each));
const words = (pairs: readonly [string, string][]) => pairs.map((pair) => pair.join(" "));

function judgeRole({ name, like, permissions, without }: AccessRole, report: Report): void {
  const bound = Object.hasOwn(bounds, name) ? bounds[name] : undefined;
  if (bound === undefined) return report(`has the role ${name}, of which nobody has said what it may do`);
  for (const each of beside(like, bound.like)) report(`gives ${name} all that ${each} may`);
  for (const each of beside(words(permissions), bound.permissions)) report(`lets ${name} ${each}`);
  for (const each of beside(bound.without, words(without))) report(`leaves ${name} ${each}`);
}

function judge({ owner, roles, dashboards }: Access, report: Report): void {
  // The account is made inactive, whoever it is.
  if (owner.login !== "lakehouse") report(`makes ${owner.login} the owner of what is imported`);
  for (const role of roles) judgeRole(role, report);
  for (const [dashboard, names] of Object.entries(dashboards))
    for (const name of beside(names, Object.keys(bounds))) report(`shows ${dashboard} to ${name}`);
}

/** What `access.json` says, from which a job makes Superset's roles. */
export default documentPolicy({
  name: "superset-permissions-are-known",
  severity: "critical",
  reason:
    "A permission of Superset's is a door: one lets its holder change a database's address, another make tokens for guests.",
  remedy:
    "Give a role no permission beside those of `bounds` in the policy's file, take away what stands there, and show dashboards to those roles alone.",
  names: /^access\.json$/,
  judge,
});
