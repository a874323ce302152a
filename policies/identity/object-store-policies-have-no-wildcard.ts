import { isWildcardAction, isWildcardResource, statementsOf } from "../lib/iam";
import { resourcePolicy } from "../lib/policy";
import { roleOf, serverName } from "../lib/roles";

export default resourcePolicy({
  name: "object-store-policies-have-no-wildcard",
  severity: "critical",
  types: [
    "minio:index/iamPolicy:IamPolicy",
    "minio:index/iamGroupPolicy:IamGroupPolicy",
    "minio:index/iamServiceAccount:IamServiceAccount",
  ],
  reason:
    "A policy that allows every action, or any action on every bucket, is the administrator's under another name.",
  remedy: "List the actions and the buckets; only role admin may use wildcards.",
  judge(subject, report) {
    const { type, props } = subject;
    if (type === "minio:index/iamPolicy:IamPolicy" && roleOf(serverName(subject)) === "admin") return;
    if (props["policy"] === undefined) {
      if (type === "minio:index/iamServiceAccount:IamServiceAccount") return;
      return report("has no policy document");
    }
    const statements = statementsOf(props["policy"]);
    if (!statements) return report("its policy is not a policy document");
    for (const statement of statements.filter(({ allows }) => allows)) {
      const wide = statement.actions.find(isWildcardAction);
      const listsOnly = statement.actions.every((action) =>
        /^s3:(ListAllMyBuckets|GetBucketLocation)$/.test(action),
      );
      if (wide !== undefined) report(`allows ${wide}`);
      if (statement.inverted) report("allows everything but what it lists");
      if (!listsOnly && statement.resources.some(isWildcardResource))
        report("allows its actions on every bucket");
    }
  },
});
