import { stackPolicy } from "../lib/policy";
import { requireOneEach } from "../lib/roles";

export default stackPolicy({
  name: "postgresql-roles-are-complete",
  severity: "critical",
  types: ["postgresql:index/role:Role", "postgresql:index/database:Database"],
  reason: "A role without exactly one group in the database has rights nobody has written down.",
  remedy: "Make one group role without login for each of admin, data-engineer, analyst and viewer.",
  judge(resources, report) {
    const all = resources.filter(({ type }) => type === "postgresql:index/role:Role");
    if (all.length === 0 && !resources.some(({ type }) => type === "postgresql:index/database:Database"))
      return;
    requireOneEach(all, "PostgreSQL group role", report);
  },
});
