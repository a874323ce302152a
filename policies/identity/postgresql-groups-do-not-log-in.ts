import { resourcePolicy } from "../lib/policy";
import { roleOf, serverName } from "../lib/roles";

export default resourcePolicy({
  name: "postgresql-groups-do-not-log-in",
  severity: "high",
  types: ["postgresql:index/role:Role"],
  reason: "A login many people share cannot be told apart in the log nor taken from one of them.",
  remedy:
    "Set `login: false` on the group role and make each person or service a login that is a member of it.",
  judge(subject, report) {
    if (roleOf(serverName(subject)) !== undefined && subject.props["login"] === true)
      report("is a role and a login at once");
  },
});
