import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import type { ResourceType } from "../../runtime/resource-type";
import { type Connection, unlessCode } from "../connection";
import { rule } from "../failures";
import { keepUnlessChanged, normalizePolicy, policiesEqual, policyProblem } from "../policy-document";

const GONE = ["NoSuchBucketPolicy", "NoSuchBucket"];

async function put(bucket: string, policy: unknown, connection: Connection): Promise<void> {
  await connection.run(`set the policy of bucket "${bucket}"`, ({ s3 }) =>
    s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: normalizePolicy(String(policy)) })),
  );
}

/** `minio.S3BucketPolicy`: the resource policy of one bucket. */
export const bucketPolicy: ResourceType<Connection> = {
  inputs: {
    bucket: { type: "string", required: true, forceNew: true },
    policy: { type: "string", required: true, suppressDiff: policiesEqual },
  },
  check: (inputs) => rule("policy", inputs.policy, policyProblem),
  async create(inputs, connection) {
    const bucket = String(inputs.bucket);
    await put(bucket, inputs.policy, connection);
    return { id: bucket, outputs: inputs };
  },
  async read(id, state, connection) {
    const answer = await connection.run(`read the policy of bucket "${id}"`, ({ s3 }) =>
      unlessCode(GONE, s3.send(new GetBucketPolicyCommand({ Bucket: id }))),
    );
    if (!answer?.Policy) return undefined;
    return { bucket: id, policy: keepUnlessChanged(state.policy, normalizePolicy(answer.Policy)) };
  },
  async update(id, _state, inputs, connection) {
    await put(id, inputs.policy, connection);
    return inputs;
  },
  async delete(id, _state, connection) {
    await connection.run(`remove the policy of bucket "${id}"`, ({ s3 }) =>
      unlessCode(GONE, s3.send(new DeleteBucketPolicyCommand({ Bucket: id }))),
    );
  },
};
