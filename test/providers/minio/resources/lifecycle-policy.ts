import { isDeepStrictEqual } from "node:util";
import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
} from "@aws-sdk/client-s3";
import type { ResourceType, Values } from "../../runtime/resource-type";
import { type Connection, unlessCode } from "../connection";
import type { Failure } from "../failures";

const GONE = ["NoSuchLifecycleConfiguration", "NoSuchBucket"];

/** A rule in the SDK's form. */
interface Rule {
  id: string;
  /** `7d`, a date `2030-01-31`, or `DeleteMarker`. */
  expiration?: string;
  noncurrentVersionExpirationDays?: number;
  /** Key prefix. */
  filter?: string;
  /** Output only; the provider always enables rules. */
  status?: string;
}

function check(inputs: Values): Failure[] {
  return (inputs.rules as Rule[]).flatMap(({ expiration, noncurrentVersionExpirationDays: days }, index) => {
    const failures: Failure[] = [];
    if (expiration !== undefined && parseExpiration(expiration) === undefined) {
      const reason = `is "${expiration}"; it must be a duration (5d), date (1970-01-01), or "DeleteMarker"`;
      failures.push({ property: `rules[${index}].expiration`, reason });
    }
    if (days !== undefined && (days < 1 || !Number.isInteger(days))) {
      const reason = `is ${days}; it must be a whole number above 0`;
      failures.push({ property: `rules[${index}].noncurrentVersionExpirationDays`, reason });
    }
    return failures;
  });
}

/** The provider sets `status` by itself, so it is no difference. */
function sameRules(state: unknown, input: unknown): boolean {
  const given = (rules: unknown) => (Array.isArray(rules) ? (rules as Rule[]).map(toLifecycleRule) : rules);
  return isDeepStrictEqual(given(state), given(input));
}

/** S3's form of an expiration, or undefined when the text is none. */
export function parseExpiration(text: string): LifecycleRule["Expiration"] | undefined {
  if (text === "DeleteMarker") return { ExpiredObjectDeleteMarker: true };
  const days = /^(\d+)d$/.exec(text)?.[1];
  if (days !== undefined && Number(days) > 0) return { Days: Number(days) };
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return { Date: new Date(text) };
  return undefined;
}

function toLifecycleRule(rule: Rule): LifecycleRule {
  return {
    ID: rule.id,
    Status: "Enabled",
    Filter: { Prefix: rule.filter ?? "" },
    Expiration: rule.expiration ? parseExpiration(rule.expiration) : undefined,
    NoncurrentVersionExpiration: rule.noncurrentVersionExpirationDays
      ? { NoncurrentDays: rule.noncurrentVersionExpirationDays }
      : undefined,
  };
}

/** The SDK's form of a rule the server has. */
export function fromLifecycleRule(rule: LifecycleRule): Rule {
  const { Days, Date: date, ExpiredObjectDeleteMarker: marker } = rule.Expiration ?? {};
  const expiration = marker ? "DeleteMarker" : Days ? `${Days}d` : date?.toISOString().slice(0, 10);
  const noncurrent = rule.NoncurrentVersionExpiration?.NoncurrentDays;
  const prefix = rule.Filter?.Prefix ?? rule.Prefix ?? rule.Filter?.And?.Prefix;
  return {
    id: rule.ID ?? "",
    ...(expiration === undefined ? {} : { expiration }),
    ...(noncurrent ? { noncurrentVersionExpirationDays: noncurrent } : {}),
    ...(prefix ? { filter: prefix } : {}),
    status: rule.Status ?? "",
  };
}

async function put(bucket: string, inputs: Values, connection: Connection): Promise<Values> {
  const Rules = (inputs.rules as Rule[]).map(toLifecycleRule);
  await connection.run(`set lifecycle rules of bucket "${bucket}"`, ({ s3 }) =>
    s3.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket: bucket, LifecycleConfiguration: { Rules } }),
    ),
  );
  return { bucket, rules: (inputs.rules as Rule[]).map((rule) => ({ ...rule, status: "Enabled" })) };
}

/** `minio.IlmPolicy`: all lifecycle rules of one bucket. */
export const lifecyclePolicy: ResourceType<Connection> = {
  inputs: {
    bucket: { type: "string", required: true, forceNew: true },
    rules: {
      type: "array",
      required: true,
      fields: {
        id: { type: "string", required: true },
        expiration: { type: "string" },
        noncurrentVersionExpirationDays: { type: "number" },
        filter: { type: "string" },
      },
      unsupported: ["status", "tags"],
      suppressDiff: sameRules,
    },
  },
  check,
  async create(inputs, connection) {
    const bucket = String(inputs.bucket);
    return { id: bucket, outputs: await put(bucket, inputs, connection) };
  },
  async read(id, _state, connection) {
    const answer = await connection.run(`read lifecycle rules of bucket "${id}"`, ({ s3 }) =>
      unlessCode(GONE, s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: id }))),
    );
    return answer && { bucket: id, rules: (answer.Rules ?? []).map(fromLifecycleRule) };
  },
  async update(id, _state, inputs, connection) {
    return put(id, inputs, connection);
  },
  async delete(id, _state, connection) {
    await connection.run(`remove lifecycle rules of bucket "${id}"`, ({ s3 }) =>
      unlessCode(GONE, s3.send(new DeleteBucketLifecycleCommand({ Bucket: id }))),
    );
  },
};
