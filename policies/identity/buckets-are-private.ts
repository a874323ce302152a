import { statementsOf } from "../lib/iam";
import { resourcePolicy } from "../lib/policy";

const bucketType = "minio:index/s3Bucket:S3Bucket";

export default resourcePolicy({
  name: "buckets-are-private",
  severity: "critical",
  types: [bucketType, "minio:index/s3BucketPolicy:S3BucketPolicy"],
  reason: "A public bucket is read, or written, by anyone who reaches the server, without a login.",
  remedy: "Set `acl: private`, and name principals in a bucket policy instead of *.",
  judge({ type, props }, report) {
    if (type === bucketType) {
      if (!["private", undefined].includes(props["acl"])) report("has a public access list");
      return;
    }
    const statements = statementsOf(props["policy"]);
    if (!statements) return report("its policy is not a policy document");
    const isPublic = statements.some(
      ({ allows, principals }) => allows && principals.some((name) => name.includes("*")),
    );
    if (isPublic) report("lets everybody in");
  },
});
