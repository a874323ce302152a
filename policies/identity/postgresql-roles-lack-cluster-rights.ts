import { resourcePolicy } from "../lib/policy";
import { roleOf, serverName } from "../lib/roles";

export default resourcePolicy({
  name: "postgresql-roles-lack-cluster-rights",
  severity: "high",
  types: ["postgresql:index/role:Role"],
  reason: "Making roles or databases, or seeing past row security, is administration.",
  remedy: "Leave `createRole`, `createDatabase` and `bypassRowLevelSecurity` to role admin.",
  judge(subject, report) {
    if (roleOf(serverName(subject)) === "admin") return;
    for (const right of ["createRole", "createDatabase", "bypassRowLevelSecurity"]) {
      if (subject.props[right] === true) report(`has ${right}`);
    }
  },
});
