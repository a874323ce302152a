import { searchRolePolicy } from "../lib/search-role";

/** Requirement R14: a viewer sees dashboards only. */
export default searchRolePolicy({
  name: "elasticsearch-viewer-has-no-data",
  severity: "critical",
  reason: "A viewer sees dashboards only and has no access to data.",
  remedy: "Leave every list of privileges in the viewer's role empty.",
  judge({ role, indices, beyondIndices }, report) {
    if (role !== "viewer") return;
    const rights = [...indices.flatMap(({ privileges }) => privileges), ...beyondIndices];
    if (rights.length > 0) report(`has ${rights.join(", ")}`);
  },
});
