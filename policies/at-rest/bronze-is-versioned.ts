import { stackPolicy } from "../lib/policy";
import { known, list } from "../lib/values";

const lake = "datalake";

/** Bronze is what everything else is rebuilt from (requirement R7). */
export default stackPolicy({
  name: "bronze-is-versioned",
  severity: "high",
  types: ["minio:index/s3Bucket:S3Bucket", "minio:index/s3BucketVersioning:S3BucketVersioning"],
  reason: "Everything can be rebuilt from bronze, so nothing may overwrite bronze for good.",
  remedy: "Enable versioning on bucket datalake without excluding bronze.",
  judge(resources, report) {
    for (const bucket of resources) {
      if (bucket.type !== "minio:index/s3Bucket:S3Bucket" || bucket.props["bucket"] !== lake) continue;
      const isVersioned = resources.some(({ type, props }) => {
        if (
          type !== "minio:index/s3BucketVersioning:S3BucketVersioning" ||
          known(() => props["bucket"]) !== lake
        )
          return false;
        const { status, excludedPrefixes } = props["versioningConfiguration"] ?? {};
        return (
          status === "Enabled" &&
          !list<string>(excludedPrefixes).some((prefix) => covers(prefix.replace(/\*.*$/, "")))
        );
      });
      if (!isVersioned) report("does not keep versions of bronze", bucket);
    }
  },
});

/** Whether an object-name prefix takes in any of bronze. */
const covers = (prefix: string) => "bronze/".startsWith(prefix) || prefix.startsWith("bronze/");
