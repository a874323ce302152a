import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { ResourceType, Values } from "../../runtime/resource-type";
import { type Connection, unlessCode } from "../connection";
import { errorCode } from "../errors";
import { rule } from "../failures";
import { uniqueId } from "../names";

const GONE = ["NotFound", "NoSuchBucket"];

function bucketNameProblem(name: string): string | undefined {
  if (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^(\d+\.){3}\d+$/.test(name)
  ) {
    return undefined;
  }
  return `is "${name}"; it must have 3 to 63 lower-case letters, digits, dots or hyphens and be no IP address`;
}

async function emptyBucket(s3: S3Client, bucket: string): Promise<void> {
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 1000 }));
    const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    if (found.length === 0) return;
    const Objects = found.map(({ Key, VersionId }) => ({ Key, VersionId }));
    const { Errors } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    const [first] = Errors ?? [];
    if (first)
      throw new Error(`object "${first.Key}" could not be deleted: ${first.Message} (${first.Code})`);
  }
}

/** `minio.S3Bucket`; only private ones, since a public bucket has no place in the platform. */
export const bucket: ResourceType<Connection> = {
  inputs: {
    bucket: { type: "string", computed: true, forceNew: true },
    acl: { type: "string", default: "private" },
    forceDestroy: { type: "boolean", default: false },
    objectLocking: { type: "boolean", default: false },
  },
  unsupported: ["bucketPrefix", "quota"],
  outputs: { arn: {}, bucketDomainName: {} },
  check: (inputs) => [
    ...rule("bucket", inputs.bucket, bucketNameProblem),
    ...rule("acl", inputs.acl, (acl) =>
      acl === "private" ? undefined : `is "${acl}"; this test provider only supports "private"`,
    ),
  ],
  async create(inputs, connection) {
    const name = (inputs.bucket as string) || uniqueId("terraform-");
    await connection.run(`create bucket "${name}"`, async ({ s3 }) => {
      if ((await unlessCode(GONE, s3.send(new HeadBucketCommand({ Bucket: name })))) !== undefined) {
        throw new Error("the bucket already exists; import it or choose another name");
      }
      const region = connection.configuration.region;
      await s3.send(
        new CreateBucketCommand({
          Bucket: name,
          ObjectLockEnabledForBucket: inputs.objectLocking === true,
          // S3 forbids naming its default region here.
          ...(region === "us-east-1"
            ? {}
            : { CreateBucketConfiguration: { LocationConstraint: region as never } }),
        }),
      );
    });
    return { id: name, outputs: describe(name, inputs, connection) };
  },
  async read(id, state, connection) {
    const found = await connection.run(`read bucket "${id}"`, ({ s3 }) =>
      unlessCode(GONE, s3.send(new HeadBucketCommand({ Bucket: id }))),
    );
    return (
      found &&
      describe(id, { acl: "private", forceDestroy: false, objectLocking: false, ...state }, connection)
    );
  },
  update(id, state, inputs, connection) {
    if ((state.objectLocking === true) !== (inputs.objectLocking === true)) {
      const reason =
        `bucket "${id}": objectLocking can only be chosen when a bucket is created; ` +
        "the official provider ignores the change, this one refuses it. Replace the bucket on purpose.";
      return Promise.reject(new Error(reason));
    }
    return Promise.resolve(describe(id, inputs, connection));
  },
  async delete(id, state, connection) {
    await connection.run(`delete bucket "${id}"`, async ({ s3 }) => {
      const remove = () => unlessCode(GONE, s3.send(new DeleteBucketCommand({ Bucket: id })));
      try {
        await remove();
      } catch (error) {
        if (errorCode(error) !== "BucketNotEmpty" || state.forceDestroy !== true) throw error;
        await emptyBucket(s3, id);
        await remove();
      }
    });
  },
};

function describe(name: string, values: Values, connection: Connection): Values {
  return {
    ...values,
    bucket: name,
    arn: `arn:aws:s3:::${name}`,
    bucketDomainName: `https://${connection.configuration.server}/minio/${name}`,
  };
}
