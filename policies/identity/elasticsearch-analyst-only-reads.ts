import { searchRolePolicy } from "../lib/search-role";

const reading = ["read", "view_index_metadata"];

/** Requirement R14: an analyst reads data. */
export default searchRolePolicy({
  name: "elasticsearch-analyst-only-reads",
  severity: "high",
  reason: "An analyst's access to data is read-only.",
  remedy: `Give only ${reading.join(" and ")}.`,
  judge({ role, indices }, report) {
    if (role !== "analyst") return;
    const excess = indices
      .flatMap(({ privileges }) => privileges)
      .filter((right) => !reading.includes(right));
    if (excess.length > 0) report(`has ${excess.join(", ")}`);
  },
});
