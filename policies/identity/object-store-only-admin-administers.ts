import { statementsOf } from "../lib/iam";
import { resourcePolicy } from "../lib/policy";
import { roleOf, serverName } from "../lib/roles";

const administration =
  /^(admin|kms):|^s3:(Put|Delete)(Bucket|Lifecycle|Encryption|Replication|ObjectRetention|ObjectLegalHold)|^s3:(Bypass|CreateBucket|DeleteBucket)/i;

export default resourcePolicy({
  name: "object-store-only-admin-administers",
  severity: "critical",
  types: ["minio:index/iamPolicy:IamPolicy", "minio:index/iamGroupPolicy:IamGroupPolicy"],
  reason: "Whoever makes users, or changes a bucket's rules, gives himself every other right.",
  remedy: "Leave administration of the server and of buckets to role admin.",
  judge(subject, report) {
    if (roleOf(serverName(subject)) === "admin") return;
    for (const { allows, actions } of statementsOf(subject.props["policy"]) ?? []) {
      const excess = allows ? actions.filter((action) => administration.test(action)) : [];
      if (excess.length > 0) report(`allows ${excess.join(", ")}`);
    }
  },
});
