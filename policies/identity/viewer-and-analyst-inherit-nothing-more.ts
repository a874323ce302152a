import { resourcePolicy } from "../lib/policy";
import { roleOf, serverName } from "../lib/roles";
import { list } from "../lib/values";

const membershipType = "postgresql:index/grantRole:GrantRole";

export default resourcePolicy({
  name: "viewer-and-analyst-inherit-nothing-more",
  severity: "critical",
  types: [membershipType, "postgresql:index/role:Role"],
  reason: "A role that is a member of another has all its rights, whatever its own grants say.",
  remedy: "Make logins members of roles, never a role a member of another.",
  judge(subject, report) {
    const { type, props } = subject;
    const member = type === membershipType ? roleOf(String(props["role"])) : roleOf(serverName(subject));
    if (member !== "viewer" && member !== "analyst") return;
    const groups = type === membershipType ? [String(props["grantRole"])] : list<string>(props["roles"]);
    for (const group of groups) report(`makes the ${member} a member of ${group}`);
  },
});
