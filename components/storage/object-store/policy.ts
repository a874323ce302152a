import type { ObjectGrant } from "../../security/roles";

interface Statement {
  Effect: "Allow" | "Deny";
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string[]>>;
}

const readActions = ["s3:GetObject", "s3:GetObjectVersion"];
const writeActions = ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"];
const deleteActions = ["s3:DeleteObject"];

const actionsOf: Record<ObjectGrant["access"], string[]> = {
  read: readActions,
  write: writeActions,
  "read-write": [...readActions, ...writeActions, ...deleteActions],
};

/**
 * A delete writes a marker and the version below it stays. `s3:DeleteObject` alone lets the server remove a version
 * too, so that is refused by name.
 */
const keepVersions = (resource: string): Statement => ({
  Effect: "Deny",
  Action: ["s3:DeleteObjectVersion"],
  Resource: [resource],
});

function statementsFor({ bucket, prefix = "", access }: ObjectGrant): Statement[] {
  const resource = `arn:aws:s3:::${bucket}/${prefix}*`;
  const allowed: Statement = { Effect: "Allow", Action: [...actionsOf[access]].sort(), Resource: [resource] };
  const objects = access === "read-write" ? [allowed, keepVersions(resource)] : [allowed];
  if (access === "write") return objects;
  const list: Statement = {
    Effect: "Allow",
    Action: ["s3:GetBucketLocation", "s3:ListBucket"],
    Resource: [`arn:aws:s3:::${bucket}`],
    ...(prefix ? { Condition: { StringLike: { "s3:prefix": [prefix, `${prefix}*`] } } } : {}),
  };
  // s3:prefix is not part of a location request, so the condition would refuse it.
  if (!prefix) return [...objects, list];
  const location: Statement = { Effect: "Allow", Action: ["s3:GetBucketLocation"], Resource: list.Resource };
  return [...objects, { ...list, Action: ["s3:ListBucket"] }, location];
}

/** Everything, on every bucket, and the administration of the server itself. */
const administrator: Statement[] = [
  { Effect: "Allow", Action: ["s3:*"], Resource: ["arn:aws:s3:::*"] },
  { Effect: "Allow", Action: ["admin:*"], Resource: [] },
];

/**
 * The server lets every user make service accounts and change its own password, neither of which this program would
 * know of: a credential must end when its user's ends.
 */
const noCredentialsOfOnesOwn: Statement = {
  Effect: "Deny",
  Action: ["admin:CreateServiceAccount", "admin:CreateUser", "admin:UpdateServiceAccount"],
  Resource: [],
};

/** Refuses even what a bucket might one day allow. */
const nothing: Statement[] = [{ Effect: "Deny", Action: ["s3:*"], Resource: ["arn:aws:s3:::*"] }];

function render(statements: Statement[]): string {
  const documents = statements.map(({ Resource, ...rest }) =>
    Resource.length > 0 ? { ...rest, Resource } : rest,
  );
  return JSON.stringify({ Version: "2012-10-17", Statement: documents });
}

/** IAM policy document of the administrators. */
export const administratorPolicy = (): string => render(administrator);

/** IAM policy document for grants of the role catalogue; no grants refuse everything. */
export const grantsPolicy = (grants: readonly ObjectGrant[]): string =>
  render([...(grants.length > 0 ? grants.flatMap(statementsFor) : nothing), noCredentialsOfOnesOwn]);
