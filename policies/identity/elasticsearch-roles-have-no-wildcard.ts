import { searchRolePolicy } from "../lib/search-role";

/** Begins with the letters of a name; neither `*`, a regular expression in slashes, nor an index of the server's. */
const bounded = /^[a-z0-9][a-z0-9_]+([-*.].*)?$/;

export default searchRolePolicy({
  name: "elasticsearch-roles-have-no-wildcard",
  severity: "critical",
  reason:
    "A pattern that matches every index also matches those that are made tomorrow, the server's included.",
  remedy: "Begin each pattern with the name of what it is for, as `lake-*`; only role admin has every index.",
  judge({ role, indices }, report) {
    if (role === "admin") return;
    const wide = indices.flatMap(({ names }) => names).filter((name) => !bounded.test(name));
    if (wide.length > 0) report(`has rights on ${wide.join(", ")}`);
    if (indices.some(({ names }) => names.length === 0)) report("has rights on indices without a name");
  },
});
