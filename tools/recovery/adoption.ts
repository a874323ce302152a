import { resourceName, type PendingOperation, type StateResource } from "./state";

/** Types of what lies inside a server. */
export const insideServers = /^(postgresql|minio):index\//;

/**
 * Types whose creation fails when the object exists, and what their provider calls an existing one: the identifier
 * `pulumi import` takes. Whatever else lives in a server is created again without harm: its provider writes it
 * whole (users, policies, groups, grants, schemas), or looks first (attachments).
 * Sources: the import sections of the Terraform providers cyrilgdn/postgresql and aminueza/minio, and their create
 * functions.
 */
const identifiers: Record<string, string> = {
  "postgresql:index/role:Role": "name",
  "postgresql:index/database:Database": "name",
  "minio:index/s3Bucket:S3Bucket": "bucket",
};

/** What of a deployment, as `pulumi stack export` gives it, matters here. */
export interface Deployment {
  version: number;
  deployment: { resources?: StateResource[]; pending_operations?: PendingOperation[] };
}

/** Whether the operation's object may exist in a server under a name that a second creation would find taken. */
export function isAdoptable({ type, resource }: PendingOperation): boolean {
  return type === "creating" && typeof resource.inputs?.[identifiers[resource.type] ?? ""] === "string";
}

/**
 * Puts what was being created among the resources, as if the creation had succeeded with what was asked for. A
 * refresh then tells from the server whether it has: what is not there goes, what differs is corrected.
 * @returns the URNs that must be refreshed
 */
export function adopt({ deployment }: Deployment): string[] {
  const resources = deployment.resources ?? [];
  const known = new Set(resources.map(({ urn }) => urn));
  const adopted = (deployment.pending_operations ?? [])
    .filter((operation) => isAdoptable(operation) && !known.has(operation.resource.urn))
    .map(({ resource }) => {
      const { __defaults: _, ...inputs } = resource.inputs!;
      return { ...resource, id: String(inputs[identifiers[resource.type]!]), outputs: inputs };
    });
  deployment.resources = [...resources, ...adopted];
  delete deployment.pending_operations;
  return adopted.map(({ urn }) => urn);
}

/** Names of resources, for a line of text. */
export const names = (urns: readonly string[]): string => urns.map(resourceName).join(", ");
