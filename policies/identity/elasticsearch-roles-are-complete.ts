import { searchClusterType, serves } from "../lib/elasticsearch-cluster";
import { stackPolicy } from "../lib/policy";
import { processTypes, runningIn } from "../lib/process";
import { roleOf, roles } from "../lib/roles";
import { roleNameOf } from "../lib/search-role";
import { softwareOf } from "../lib/software";

export default stackPolicy({
  name: "elasticsearch-roles-are-complete",
  severity: "critical",
  types: [...processTypes, searchClusterType],
  reason: "A role without exactly one role in the search store has rights nobody has written down.",
  remedy: "Bring one role document for each of admin, data-engineer, analyst and viewer, in a job.",
  judge(resources, report) {
    const containers = runningIn(resources);
    // Each store's job brings them all.
    const brought = containers
      .map(({ files }) => files.flatMap(({ path }) => roleNameOf(path) ?? []))
      .filter((names) => names.length > 0);
    const stores = [
      ...resources.filter((resource) => resource.type === searchClusterType && serves(resource)),
      ...containers.filter((container) => softwareOf(container) === "elasticsearch"),
    ];
    for (const names of brought.length < stores.length ? [...brought, []] : brought)
      for (const role of roles) {
        const found = names.filter((name) => roleOf(name) === role);
        if (found.length === 0) report(`role ${role} has no role in the search store`);
        if (found.length > 1) report(`role ${role} has more than one role in the search store`);
      }
  },
});
