import { resourcePolicy } from "../lib/policy";

export default resourcePolicy({
  name: "buckets-databases-and-keys-are-protected",
  severity: "high",
  types: [
    "minio:index/s3Bucket:S3Bucket",
    "minio:index/s3BucketVersioning:S3BucketVersioning",
    "postgresql:index/database:Database",
    "postgresql:index/schema:Schema",
    "random:index/randomBytes:RandomBytes",
  ],
  reason:
    "A bucket or database deleted by mistake takes its data along; a lost key makes the data unreadable.",
  remedy:
    "Set the resource option `protect: true`; `lakehouse:lifecycle: disposable` lifts it when that is the purpose.",
  liftedWhenDisposable: true,
  judge({ opts }, report) {
    if (!opts.protect) report("may be deleted by any update");
  },
});
