import { stackPolicy } from "../lib/policy";
import { requireOneEach } from "../lib/roles";

export default stackPolicy({
  name: "object-store-roles-are-complete",
  severity: "critical",
  types: ["minio:index/iamPolicy:IamPolicy", "minio:index/s3Bucket:S3Bucket"],
  reason: "A role without exactly one policy has rights nobody has written down.",
  remedy: "Give each of admin, data-engineer, analyst and viewer exactly one IAM policy.",
  judge(resources, report) {
    const policies = resources.filter(({ type }) => type === "minio:index/iamPolicy:IamPolicy");
    if (resources.some(({ type }) => type === "minio:index/s3Bucket:S3Bucket") || policies.length > 0) {
      requireOneEach(policies, "IAM policy", report);
    }
  },
});
