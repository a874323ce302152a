import { searchRolePolicy } from "../lib/search-role";

const administration = /^(all|manage|manage_.*|cross_cluster_.*|delegate_.*)$/;

/** Looking at the cluster, by the server's names; a service that reads from it asks for these first. */
const looking = /^cluster:monitor\/(health|nodes\/info|state)$/;

export default searchRolePolicy({
  name: "elasticsearch-only-admin-administers",
  severity: "critical",
  reason:
    "Whoever makes users, acts for others or changes how the cluster works gives himself every other right.",
  remedy:
    "Leave `cluster`, `run_as`, `applications`, `global`, restricted indices and the `manage` privileges to role admin.",
  judge({ role, indices, beyondIndices }, report) {
    if (role === "admin") return;
    const excess = indices
      .flatMap(({ privileges }) => privileges)
      .filter((right) => administration.test(right));
    const beyond = beyondIndices.filter((right) => role !== undefined || !looking.test(right));
    const found = [...beyond, ...excess];
    if (found.length > 0) report(`has ${found.join(", ")}`);
    if (indices.some(({ restricted }) => restricted)) report("reaches the server's own indices");
  },
});
