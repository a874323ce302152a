import {
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  PutBucketEncryptionCommand,
} from "@aws-sdk/client-s3";
import type { ResourceType, Values } from "../../runtime/resource-type";
import { type Connection, unlessCode } from "../connection";

const GONE = ["ServerSideEncryptionConfigurationNotFoundError", "NoSuchBucket"];

async function put(bucket: string, inputs: Values, connection: Connection): Promise<void> {
  await connection.run(`set encryption of bucket "${bucket}"`, ({ s3 }) =>
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket: bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm: "aws:kms",
                KMSMasterKeyID: String(inputs.kmsKeyId),
              },
            },
          ],
        },
      }),
    ),
  );
}

/** `minio.S3BucketServerSideEncryption`: every object written is encrypted with the named key. */
export const bucketEncryption: ResourceType<Connection> = {
  inputs: {
    bucket: { type: "string", required: true, forceNew: true },
    encryptionType: { type: "string", required: true, oneOf: ["aws:kms"] },
    kmsKeyId: { type: "string", required: true },
  },
  async create(inputs, connection) {
    const bucket = String(inputs.bucket);
    await put(bucket, inputs, connection);
    return { id: bucket, outputs: inputs };
  },
  async read(id, state, connection) {
    const answer = await connection.run(`read encryption of bucket "${id}"`, ({ s3 }) =>
      unlessCode(GONE, s3.send(new GetBucketEncryptionCommand({ Bucket: id }))),
    );
    const applied = answer?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
    if (applied === undefined) return undefined;
    return {
      ...state,
      bucket: id,
      encryptionType: applied.SSEAlgorithm,
      kmsKeyId: applied.KMSMasterKeyID ?? "",
    };
  },
  async update(id, _state, inputs, connection) {
    await put(id, inputs, connection);
    return inputs;
  },
  async delete(id, _state, connection) {
    await connection.run(`remove encryption of bucket "${id}"`, ({ s3 }) =>
      unlessCode(GONE, s3.send(new DeleteBucketEncryptionCommand({ Bucket: id }))),
    );
  },
};
