import { searchClusterActions, searchGrants, type Principal, type SearchGrant } from "../../security/roles";

/** Index privileges by their names in Elasticsearch's reference, "Security privileges". */
const privileges: Record<SearchGrant["access"], readonly string[]> = {
  append: ["auto_configure", "create_doc"],
  manage: ["create_index", "delete_index", "maintenance", "read", "view_index_metadata", "write"],
  read: ["read", "view_index_metadata"],
};

/** Every index but the server's own, and the administration of the cluster and its users. */
const administrator = {
  cluster: ["all"],
  indices: [{ names: ["*"], privileges: ["all"] }],
};

/** Body of the request that makes a principal's role; without grants the role allows nothing. */
export function roleDocument(principal: Principal): string {
  const grants = searchGrants[principal].map(({ indices, access }) => ({
    names: [indices],
    privileges: privileges[access],
  }));
  const rights =
    principal === "admin"
      ? administrator
      : { cluster: searchClusterActions[principal] ?? [], indices: grants };
  return JSON.stringify({ ...rights, metadata: { lakehouse: true } });
}

/** Patterns of the indices that the catalogue knows, which alone come into being by their first document. */
export const indexPatterns = (): string[] =>
  [...new Set(Object.values(searchGrants).flatMap((grants) => grants.map(({ indices }) => indices)))].sort();
