import * as minio from "@pulumi/minio";
import * as pulumi from "@pulumi/pulumi";
import { durable, inServer, type Platform } from "../../platform/platform";

/** How long what may be lost is kept, in days. */
export interface Retention {
  /** Overwritten and deleted objects of silver and gold, which can be rebuilt from bronze. */
  noncurrentDays: number;
  logDays: number;
  backupDays: number;
}

/** Buckets beside the lake's own, each for one service. */
export const serviceBuckets = ["airbyte", "backups", "dremio", "logs"] as const;
/** The lake: bronze, silver and gold are prefixes of it. */
export const lakeBucket = "datalake";

/**
 * Buckets and what happens to their objects over time. The lake is versioned, and no rule touches bronze: what
 * was once written there stays.
 */
export class ObjectStoreLayout extends pulumi.ComponentResource {
  constructor(
    name: string,
    args: { platform: Platform; retention: Retention },
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super("lakehouse:storage:ObjectStoreLayout", name, {}, opts);
    const { platform, retention } = args;
    const within = { parent: this, ...inServer(platform) };
    const buckets = new Map(
      [lakeBucket, ...serviceBuckets].map((bucket): [string, minio.S3Bucket] => [
        bucket,
        new minio.S3Bucket(
          `${name}-${bucket}`,
          { bucket, acl: "private" },
          { ...within, ...durable(platform) },
        ),
      ]),
    );

    const versioning = new minio.S3BucketVersioning(
      `${name}-${lakeBucket}-versioning`,
      { bucket: lakeBucket, versioningConfiguration: { status: "Enabled" } },
      { ...within, ...durable(platform), dependsOn: [buckets.get(lakeBucket)!] },
    );
    const rules: Record<string, minio.types.input.IlmPolicyRule[]> = {
      [lakeBucket]: ["gold", "silver"].map((layer): minio.types.input.IlmPolicyRule => ({
        id: `${layer}-noncurrent`,
        filter: `${layer}/`,
        noncurrentVersionExpirationDays: retention.noncurrentDays,
      })),
      logs: [{ id: "retention", expiration: `${retention.logDays}d` }],
      backups: [{ id: "retention", expiration: `${retention.backupDays}d` }],
    };
    for (const [bucket, list] of Object.entries(rules)) {
      // One setting of a bucket after the other: the server keeps all of them in one file, and loses one of two that
      // are set at once.
      const dependsOn = bucket === lakeBucket ? [versioning] : [buckets.get(bucket)!];
      new minio.IlmPolicy(`${name}-${bucket}-lifecycle`, { bucket, rules: list }, { ...within, dependsOn });
    }
    this.registerOutputs();
  }
}
