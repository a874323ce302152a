import { statementsOf } from "../lib/iam";
import { resourcePolicy } from "../lib/policy";
import { roleOf, serverName } from "../lib/roles";

const reading = /^s3:(Get|List|Head)[A-Za-z]+$/;

/** Requirement R14: an analyst reads data. */
export default resourcePolicy({
  name: "object-store-analyst-only-reads",
  severity: "high",
  types: ["minio:index/iamPolicy:IamPolicy"],
  reason: "An analyst's access to data is read-only.",
  remedy: "Allow only s3:Get* and s3:List* actions, each by its full name.",
  judge(subject, report) {
    if (roleOf(serverName(subject)) !== "analyst") return;
    for (const { allows, actions } of statementsOf(subject.props["policy"]) ?? []) {
      const excess = actions.filter((action) => !reading.test(action));
      if (allows && excess.length > 0) report(`allows ${excess.join(", ")}`);
    }
  },
});
