import { stackPolicy } from "../lib/policy";
import { serverName } from "../lib/roles";
import { known, list } from "../lib/values";

/** What initdb makes: every server has them. */
const initial = ["postgres", "template1"];

export default stackPolicy({
  name: "postgresql-public-has-nothing",
  severity: "high",
  types: ["postgresql:index/database:Database", "postgresql:index/grant:Grant"],
  reason:
    "PostgreSQL lets everybody connect to every database, and make temporary tables there, unless that is taken back.",
  remedy:
    "Grant role `public` an empty list of privileges on each database, postgres and template1 included.",
  judge(resources, report) {
    const databases = resources.filter(({ type }) => type === "postgresql:index/database:Database");
    if (databases.length === 0) return;
    const closed = resources
      .filter(({ type }) => type === "postgresql:index/grant:Grant")
      .filter(
        ({ props }) =>
          props["role"] === "public" &&
          props["objectType"] === "database" &&
          list(props["privileges"]).length === 0,
      )
      .map(({ props }) => known(() => props["database"] as string));
    for (const name of [...databases.map(serverName), ...initial]) {
      if (!closed.includes(name)) report(`everybody may connect to database ${name}`);
    }
  },
});
