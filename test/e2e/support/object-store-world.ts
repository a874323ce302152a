import {
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { mapLimited } from "../../../tools/sample-data/concurrency";
import { runName } from "./attempt";
import { places, type Place } from "./object-store-expectations";

const parallel = 12;

/** An object made for one attempt. */
export interface Seed {
  key: string;
  versionId: string | undefined;
}

/** What attempts act on, made by the administrator and removed again with everything the attempts left. */
export class ObjectStoreWorld {
  readonly run = runName();

  constructor(private readonly administrator: S3Client) {}

  /** A key that no other run uses. */
  key({ prefix }: Place, name: string): string {
    return `${prefix}${this.run}/${name}`;
  }

  /** A bucket name that no other run uses. */
  bucket(name: string): string {
    return `${this.run}-${name}`;
  }

  /** Makes an object in a place. */
  async seed(place: Place, name: string): Promise<Seed> {
    const key = this.key(place, name);
    const command = new PutObjectCommand({ Bucket: place.bucket, Key: key, Body: name });
    return { key, versionId: (await this.administrator.send(command)).VersionId };
  }

  /** Makes one object for each name in each place. */
  async seedAll(names: readonly string[]): Promise<void> {
    const all = places.flatMap((place) => names.map((name) => ({ place, name })));
    await mapLimited(all, parallel, ({ place, name }) => this.seed(place, name));
  }

  /** Runs a function that may change a bucket's policy, and puts the policy back as it was. */
  async keepingPolicy(bucket: string, body: () => Promise<unknown>): Promise<void> {
    const before = await this.administrator
      .send(new GetBucketPolicyCommand({ Bucket: bucket }))
      .then(({ Policy }) => Policy)
      .catch((error: Error) => {
        if (error.name === "NoSuchBucketPolicy") return undefined;
        throw error;
      });
    try {
      await body();
    } finally {
      const restored = before
        ? this.administrator.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: before }))
        : this.administrator.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
      await restored;
    }
  }

  async removeBucket(bucket: string): Promise<void> {
    await this.administrator.send(new DeleteBucketCommand({ Bucket: bucket })).catch((error: Error) => {
      if (error.name !== "NoSuchBucket") throw error;
    });
  }

  /** Removes every version of every object of this run. */
  async clear(): Promise<void> {
    await mapLimited(places, parallel, async (place) => {
      const { bucket: Bucket } = place;
      for (;;) {
        const page = await this.administrator.send(
          new ListObjectVersionsCommand({ Bucket, Prefix: `${place.prefix}${this.run}/` }),
        );
        const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
        if (found.length === 0) return;
        const Objects = found.map(({ Key, VersionId }) => ({ Key, VersionId }));
        const { Errors = [] } = await this.administrator.send(
          new DeleteObjectsCommand({ Bucket, Delete: { Objects } }),
        );
        if (Errors.length > 0) throw new Error(`s3://${Bucket}/${Errors[0]!.Key}: ${Errors[0]!.Message}`);
      }
    });
  }
}
