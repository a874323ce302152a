import type { StackReport, StackSubject } from "./policy";
import { known } from "./values";

/** The four roles of the platform (requirement R14). Stated here again on purpose: a control of its own. */
export const roles = ["admin", "data-engineer", "analyst", "viewer"] as const;
export type Role = (typeof roles)[number];

/** The role a service's own name stands for: `data_engineer`, `lakehouse-data-engineer` and `data-engineer` are one. */
export function roleOf(name: string | undefined): Role | undefined {
  const normal = (name ?? "").toLowerCase().replaceAll("_", "-");
  return roles.find((role) => normal === role || normal === `lakehouse-${role}` || normal === `role-${role}`);
}

/** The name an object has in its server, or the resource's own when the server's is not known yet. */
export const serverName = (
  resource: StackSubject | { name: string; props: Record<string, unknown> },
): string => (known(() => resource.props["name"]) as string | undefined) ?? resource.name;

/** Reports each role that no resource or several resources stand for. */
export function requireOneEach(resources: readonly StackSubject[], what: string, report: StackReport): void {
  for (const role of roles) {
    const found = resources.filter((resource) => roleOf(serverName(resource)) === role);
    if (found.length === 0) report(`role ${role} has no ${what}`);
    for (const extra of found.slice(1)) report(`role ${role} has more than one ${what}`, extra);
  }
}
