import {
  roles,
  searchClusterActions,
  searchGrants,
  searchStoreServices,
  type Principal,
  type SearchGrant,
} from "../../../components/security/roles";
import type { Permission } from "./attempt";

/** Who signs on: a principal of the catalogue, the server's own administrator, or nobody. */
export type Visitor = Principal | "administrator" | "anonymous";

/** Principals with a login, in the catalogue's order. */
export const searchStorePrincipals: readonly Principal[] = [...roles, ...searchStoreServices];

/** Where things are tried: under each pattern of the catalogue, and outside of all of them. */
export const places = ["lake", "logs", "other"] as const;
export type Place = (typeof places)[number];

/** Beginning of a place's index names; what follows is the run's own. */
export const prefixOf: Record<Place, string> = { lake: "lake-", logs: "logs-", other: "" };

/** What is done with indices and documents, and the grants that allow it. */
const needs = {
  "make an index": ["manage"],
  "remove an index": ["manage"],
  "make an index by its first document": ["append", "manage"],
  "add a document": ["append", "manage"],
  "add a document without an id": ["append", "manage"],
  "add a document in bulk": ["append", "manage"],
  "overwrite a document": ["manage"],
  "overwrite a document in bulk": ["manage"],
  "remove a document": ["manage"],
  "remove a document in bulk": ["manage"],
  refresh: ["manage"],
  "read a document": ["manage", "read"],
  search: ["manage", "read"],
  count: ["manage", "read"],
  "read the mapping": ["manage", "read"],
  "find it by searching everything": ["manage", "read"],
} as const satisfies Record<string, readonly SearchGrant["access"][]>;

export type IndexAction = keyof typeof needs;
export const indexActions = Object.keys(needs) as IndexAction[];

const permit = (allowed: boolean): Permission => (allowed ? "allowed" : "denied");

/** Administrators may do everything. */
export const administers = (visitor: Visitor): boolean => visitor === "administrator" || visitor === "admin";

/** Whether a pattern of the catalogue, a beginning with an asterisk, covers a place. */
const covers = (pattern: string, place: Place): boolean =>
  place !== "other" && pattern === `${prefixOf[place]}*`;

/** What the catalogue says of an action in a place. */
export function expectedOn(visitor: Visitor, action: IndexAction, place: Place): Permission {
  // Not a matter of rights: the server makes no index by itself that the catalogue does not know.
  if (action === "make an index by its first document" && place === "other") return "denied";
  if (administers(visitor)) return "allowed";
  if (visitor === "anonymous") return "denied";
  const allowing: readonly SearchGrant["access"][] = needs[action];
  const grants = searchGrants[visitor as Principal];
  return permit(grants.some(({ indices, access }) => covers(indices, place) && allowing.includes(access)));
}

/**
 * Everybody with a login may ask who they are, and nobody but an administrator about anybody or anything else, save a
 * service what the catalogue lets it ask.
 * @param action its name in Elasticsearch @default one that only administrators may do
 */
export const expectedOfCluster = (visitor: Visitor, action?: string): Permission => {
  const asked = searchClusterActions[visitor as Principal] ?? [];
  return permit(administers(visitor) || (action !== undefined && asked.includes(action)));
};
