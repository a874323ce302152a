import { stackPolicy } from "../lib/policy";
import { roleOf, roles, serverName } from "../lib/roles";
import { known } from "../lib/values";

export default stackPolicy({
  name: "object-store-roles-are-complete",
  severity: "critical",
  types: ["minio:index/iamPolicy:IamPolicy", "minio:index/s3Bucket:S3Bucket"],
  reason: "A role without exactly one set of rights has rights nobody has written down.",
  remedy:
    "Give each of admin, data-engineer, analyst and viewer an IAM policy; where a role has one more, under the name that " +
    "people's tokens have for it, give it the same document.",
  judge(resources, report) {
    const policies = resources.filter(({ type }) => type === "minio:index/iamPolicy:IamPolicy");
    const isStore = resources.some(({ type }) => type === "minio:index/s3Bucket:S3Bucket");
    if (!isStore && policies.length === 0) return;
    for (const role of roles) {
      const [first, ...further] = policies.filter((policy) => roleOf(serverName(policy)) === role);
      if (!first) report(`role ${role} has no IAM policy`);
      const document = known(() => first?.props["policy"]);
      for (const policy of further)
        if (document === undefined || known(() => policy.props["policy"]) !== document)
          report(`role ${role} has IAM policies that differ`, policy);
    }
  },
});
