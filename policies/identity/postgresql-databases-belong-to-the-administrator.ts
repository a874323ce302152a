import { resourcePolicy } from "../lib/policy";

export default resourcePolicy({
  name: "postgresql-databases-belong-to-the-administrator",
  severity: "critical",
  types: ["postgresql:index/database:Database"],
  reason:
    "A database's owner sets the search path of everybody who connects, the administrator too, and may drop the extension that encrypts its tables.",
  remedy: "Set no `owner`; grant the service CONNECT on the database and CREATE on a schema instead.",
  judge({ props }, report) {
    const owner = props["owner"] as string | undefined;
    if (owner !== undefined && owner !== "" && owner !== "postgres") report("belongs to somebody else");
  },
});
