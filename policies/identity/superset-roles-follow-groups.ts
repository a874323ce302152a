import { posix } from "node:path";
import { containerPolicy } from "../lib/container";
import type { Report } from "../lib/policy";
import { roleOf, roles, type Role } from "../lib/roles";
import { known } from "../lib/values";

/** Superset's own names. */
const names: Record<Role, string> = {
  admin: "Admin",
  "data-engineer": "DataEngineer",
  analyst: "Analyst",
  viewer: "Viewer",
};

/** Lines of its settings without which a group is not what gives a role, or a role is worth more than it says. */
const settings = [
  "AUTH_TYPE = AUTH_OAUTH",
  "AUTH_ROLES_SYNC_AT_LOGIN = True",
  'AUTH_USER_REGISTRATION_ROLE = "Public"',
  "PUBLIC_ROLE_LIKE = None",
  "CUSTOM_SECURITY_MANAGER = BoundedSecurityManager",
  "FLASK_APP_MUTATOR = bounds.install",
  '"EMBEDDED_SUPERSET": False',
  '"ENABLE_TEMPLATE_PROCESSING": False',
  '"ALLOW_ADHOC_SUBQUERY": False',
];

/** What an analyst may read: databases whose logins read no more than an analyst does (ADR 0015). */
const forAnalysts = ["Dremio", "Live"];

interface AccessRole {
  name?: string;
  like?: string[];
  permissions?: [string, string][];
  databases?: string[];
}

function judgeGroups(text: string, report: Report): void {
  const given = JSON.parse(text) as { roles?: Record<string, string[]> };
  const mapped = given.roles ?? {};
  for (const [group, granted] of Object.entries(mapped)) {
    const role = roleOf(group);
    if (granted.length !== 1 || !Object.values(names).includes(granted[0]!))
      report(
        `gives group ${group} ${granted.join(" and ") || "nothing"}, which is not one of its four roles`,
      );
    else if (role && granted[0] !== names[role]) report(`gives group ${group} the role ${granted[0]}`);
  }
}

function judgeAccess(text: string, report: Report): void {
  const { roles: given = [] } = JSON.parse(text) as { roles?: AccessRole[] };
  for (const { name = "", like = [], permissions = [], databases: read = [] } of given) {
    const role = roles.find((each) => names[each] === name);
    const wide = permissions
      .filter(([what]) => /^(all_|(database|catalog|schema|datasource)_access$)/.test(what))
      .map(([what]) => what);
    if (role === undefined) report(`has the role ${name}, which is none of the platform's`);
    if (like.includes("Admin")) report(`makes ${name} an administrator`);
    if (role === "viewer" && [...like, ...read, ...wide].length > 0)
      report(`gives the viewer more than dashboards: ${[...like, ...read, ...wide].join(", ")}`);
    if (role !== "analyst") continue;
    const excess = [...wide, ...read.filter((each) => !forAnalysts.includes(each))];
    if (like.includes("Alpha")) excess.push("all that Alpha may");
    if (excess.length > 0) report(`gives the analyst ${excess.join(", ")}`);
  }
}

function judgeSettings(text: string, report: Report): void {
  const lines = text.split("\n").map((line) => line.trim().replace(/,$/, ""));
  for (const setting of settings) if (!lines.includes(setting)) report(`does not say ${setting}`);
}

const files: Record<string, (text: string, report: Report) => void> = {
  "sign-on.json": judgeGroups,
  "access.json": judgeAccess,
  "superset_config.py": judgeSettings,
};

/** Requirement R14: who is in a group has that group's role in Superset, and the role is what the architecture says. */
export default containerPolicy({
  name: "superset-roles-follow-groups",
  severity: "critical",
  reason:
    "A group that is given another role, or a role that can do more, opens data to people who may not see it.",
  remedy:
    "Leave `sign-on.json` and `access.json` to the role catalogue (components/security/superset-roles.ts): one role for a group, dashboards alone for the viewer, Dremio and Live for the analyst; and the settings of sign-on as they are.",
  judge(container, report) {
    for (const file of container.files) {
      const judge = files[posix.basename(file.path)];
      const text = judge && known(() => file.content());
      if (!judge || text === undefined) continue;
      try {
        judge(text, (finding) => report(`${file.path} ${finding}`));
      } catch {
        report(`${file.path} cannot be read, so nobody can judge it`);
      }
    }
  },
});
