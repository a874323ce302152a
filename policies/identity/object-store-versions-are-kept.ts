import { statementsOf } from "../lib/iam";
import { resourcePolicy } from "../lib/policy";
import { roleOf, serverName } from "../lib/roles";

/** The server lets s3:DeleteObject delete a version by its id, unless s3:DeleteObjectVersion is denied. */
export default resourcePolicy({
  name: "object-store-versions-are-kept",
  severity: "high",
  types: ["minio:index/iamPolicy:IamPolicy"],
  reason:
    "Versions are what brings back an object that was overwritten or deleted, by mistake or on purpose.",
  remedy:
    "Deny s3:DeleteObjectVersion wherever s3:DeleteObject is allowed; only role admin deletes versions.",
  judge(subject, report) {
    if (roleOf(serverName(subject)) === "admin") return;
    const statements = statementsOf(subject.props["policy"]) ?? [];
    const resourcesOf = (allows: boolean, action: string) =>
      statements
        .filter((statement) => statement.allows === allows && statement.actions.includes(action))
        .flatMap(({ resources }) => resources);
    const kept = resourcesOf(false, "s3:DeleteObjectVersion");
    const open = resourcesOf(true, "s3:DeleteObject").filter((resource) => !kept.includes(resource));
    const deleted = resourcesOf(true, "s3:DeleteObjectVersion");
    for (const resource of new Set([...open, ...deleted])) report(`may delete versions in ${resource}`);
  },
});
