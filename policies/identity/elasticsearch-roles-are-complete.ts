import { containerTypes, viewsOf } from "../lib/container";
import { stackPolicy } from "../lib/policy";
import { roleOf, roles } from "../lib/roles";
import { roleNameOf } from "../lib/search-role";
import { softwareOf } from "../lib/software";

export default stackPolicy({
  name: "elasticsearch-roles-are-complete",
  severity: "critical",
  types: containerTypes,
  reason: "A role without exactly one role in the search store has rights nobody has written down.",
  remedy: "Bring one role document for each of admin, data-engineer, analyst and viewer, in a job.",
  judge(resources, report) {
    const containers = viewsOf(resources).filter(({ neverStarts }) => !neverStarts);
    const brought = containers.flatMap(({ files }) => files.flatMap(({ path }) => roleNameOf(path) ?? []));
    const isUsed = containers.some((container) => softwareOf(container) === "elasticsearch");
    if (!isUsed && brought.length === 0) return;
    for (const role of roles) {
      const found = brought.filter((name) => roleOf(name) === role);
      if (found.length === 0) report(`role ${role} has no role in the search store`);
      if (found.length > 1) report(`role ${role} has more than one role in the search store`);
    }
  },
});
