import { statementsOf } from "../lib/iam";
import { resourcePolicy } from "../lib/policy";
import { roleOf, serverName } from "../lib/roles";

const listing = /^s3:ListBucket(Versions)?$/;

export default resourcePolicy({
  name: "object-store-lists-what-it-reads",
  severity: "medium",
  types: ["minio:index/iamPolicy:IamPolicy"],
  reason: "Names of objects tell of data; a list without a prefix shows those of every layer.",
  remedy: "Add a condition on s3:prefix, or allow s3:GetObject on the whole bucket if that is meant.",
  judge(subject, report) {
    if (roleOf(serverName(subject)) === "admin") return;
    const allowed = (statementsOf(subject.props["policy"]) ?? []).filter(({ allows }) => allows);
    const read = allowed
      .filter(({ actions }) => actions.includes("s3:GetObject"))
      .flatMap(({ resources }) => resources);
    const isUnread = (bucket: string) => !bucket.includes("/") && !read.includes(`${bucket}/*`);
    for (const { actions, resources, conditions } of allowed) {
      if (!actions.some((action) => listing.test(action)) || conditions.includes("s3:prefix")) continue;
      for (const bucket of resources.filter(isUnread))
        report(`lists all of ${bucket}, and may read only parts of it`);
    }
  },
});
