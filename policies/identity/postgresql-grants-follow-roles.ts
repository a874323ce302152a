import { resourcePolicy } from "../lib/policy";
import { roleOf } from "../lib/roles";
import { known, list } from "../lib/values";

const reading = ["SELECT", "USAGE", "CONNECT"];
/** Who reads and no more, by name in PostgreSQL. */
const readers: Readonly<Record<string, string>> = {
  analyst: "the analyst",
  superset_live: "charts and SQL Lab",
  // Its administrators are more than those of the platform: analysts send it queries (ADR 0015).
  dremio: "Dremio",
};

/** Requirement R14. */
export default resourcePolicy({
  name: "postgresql-grants-follow-roles",
  severity: "critical",
  types: [
    "postgresql:index/grant:Grant",
    "postgresql:index/defaultPrivileges:DefaultPrivileges",
    "postgresql:index/defaultPrivileg:DefaultPrivileg",
  ],
  reason:
    "An analyst reads, nobody writes through Superset or Dremio, a viewer has no data at all, and what everybody may do nobody has decided.",
  remedy:
    "Grant the viewer and `public` nothing, the analyst, `superset_live` and `dremio` SELECT, USAGE and CONNECT in `live` alone, and grant options to nobody but admin.",
  judge({ props }, report) {
    const privileges = list<string>(props["privileges"]).map((privilege) => privilege.toUpperCase());
    const name = String(props["role"]);
    const role = roleOf(name);
    if (name.toLowerCase() === "public" && privileges.length > 0)
      report(`grants ${privileges.join(", ")} to everybody`);
    if (role === "viewer" && privileges.length > 0) report(`grants ${privileges.join(", ")} to the viewer`);
    const excess = privileges.filter((privilege) => !reading.includes(privilege));
    const reader = readers[role ?? name];
    if (reader && excess.length > 0) report(`grants ${excess.join(", ")} to ${reader}`);
    const database = props["database"];
    if (reader && known(() => database !== "live")) report(`opens ${String(database)} to ${reader}`);
    if (props["withGrantOption"] === true && role !== "admin") report("lets its role pass the right on");
  },
});
