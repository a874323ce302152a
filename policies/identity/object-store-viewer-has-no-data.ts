import { statementsOf } from "../lib/iam";
import { resourcePolicy } from "../lib/policy";
import { roleOf, serverName } from "../lib/roles";

/** Requirement R14: a viewer sees dashboards only. */
export default resourcePolicy({
  name: "object-store-viewer-has-no-data",
  severity: "critical",
  types: ["minio:index/iamPolicy:IamPolicy"],
  reason: "A viewer sees dashboards only and has no access to data.",
  remedy: "Leave no Allow statement in the viewer's policy that touches buckets or objects.",
  judge(subject, report) {
    if (roleOf(serverName(subject)) !== "viewer") return;
    const statements = statementsOf(subject.props["policy"]);
    if (!statements) return report("its policy is not a policy document");
    for (const { allows, actions, inverted } of statements) {
      const touching = actions.filter((action) => /^(\*|s3:|admin:)/i.test(action));
      if (allows && (inverted || touching.length > 0))
        report(`allows ${touching.join(", ") || "everything but what it lists"}`);
    }
  },
});
