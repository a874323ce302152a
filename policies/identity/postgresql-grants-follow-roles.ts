import { resourcePolicy } from "../lib/policy";
import { roleOf } from "../lib/roles";
import { list } from "../lib/values";

const reading = ["SELECT", "USAGE", "CONNECT"];

/** Requirement R14. */
export default resourcePolicy({
  name: "postgresql-grants-follow-roles",
  severity: "critical",
  types: [
    "postgresql:index/grant:Grant",
    "postgresql:index/defaultPrivileges:DefaultPrivileges",
    "postgresql:index/defaultPrivileg:DefaultPrivileg",
  ],
  reason: "An analyst reads, a viewer has no data at all, and what everybody may do nobody has decided.",
  remedy:
    "Grant the viewer and `public` nothing, the analyst SELECT, USAGE and CONNECT, and grant options to nobody but admin.",
  judge({ props }, report) {
    const privileges = list<string>(props["privileges"]).map((privilege) => privilege.toUpperCase());
    const name = String(props["role"]);
    const role = roleOf(name);
    if (name.toLowerCase() === "public" && privileges.length > 0)
      report(`grants ${privileges.join(", ")} to everybody`);
    if (role === "viewer" && privileges.length > 0) report(`grants ${privileges.join(", ")} to the viewer`);
    const excess = privileges.filter((privilege) => !reading.includes(privilege));
    if (role === "analyst" && excess.length > 0) report(`grants ${excess.join(", ")} to the analyst`);
    if (props["withGrantOption"] === true && role !== "admin") report("lets its role pass the right on");
  },
});
