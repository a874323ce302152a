import { GetBucketVersioningCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import type { ResourceType, Values } from "../../runtime/resource-type";
import { type Connection, unlessCode } from "../connection";

type Status = "Enabled" | "Suspended";

function statusOf(values: Values): Status {
  return (values.versioningConfiguration as { status: Status }).status;
}

async function put(bucket: string, status: Status, connection: Connection): Promise<void> {
  await connection.run(`set versioning of bucket "${bucket}"`, ({ s3 }) =>
    s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: status } })),
  );
}

/** `minio.S3BucketVersioning`; deleting it suspends versioning, as the official provider does. */
export const bucketVersioning: ResourceType<Connection> = {
  inputs: {
    bucket: { type: "string", required: true, forceNew: true },
    versioningConfiguration: {
      type: "object",
      required: true,
      fields: { status: { type: "string", required: true, oneOf: ["Enabled", "Suspended"] } },
      unsupported: ["excludeFolders", "excludedPrefixes"],
    },
  },
  async create(inputs, connection) {
    const bucket = String(inputs.bucket);
    await put(bucket, statusOf(inputs), connection);
    return { id: bucket, outputs: inputs };
  },
  async read(id, state, connection) {
    const answer = await connection.run(`read versioning of bucket "${id}"`, ({ s3 }) =>
      unlessCode(["NoSuchBucket"], s3.send(new GetBucketVersioningCommand({ Bucket: id }))),
    );
    if (answer === undefined) return undefined;
    // Never configured is the same to S3 as an empty status.
    return { ...state, bucket: id, versioningConfiguration: { status: answer.Status ?? "" } };
  },
  async update(id, _state, inputs, connection) {
    await put(id, statusOf(inputs), connection);
    return inputs;
  },
  async delete(id, state, connection) {
    if (statusOf(state) === "Suspended") return;
    await connection.run(`suspend versioning of bucket "${id}"`, ({ s3 }) =>
      unlessCode(
        ["NoSuchBucket"],
        s3.send(
          new PutBucketVersioningCommand({ Bucket: id, VersioningConfiguration: { Status: "Suspended" } }),
        ),
      ),
    );
  },
};
