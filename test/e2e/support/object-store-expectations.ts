import {
  objectGrants,
  objectStoreServices,
  roles,
  type ObjectAccess,
  type Principal,
} from "../../../components/security/roles";
import type { Permission } from "./attempt";

/** Who signs on: a principal of the catalogue, the server's own administrator, or nobody. */
export type Visitor = Principal | "administrator" | "anonymous";

/** A bucket, or a prefix in it, in which things are tried. */
export interface Place {
  bucket: string;
  /** With its final slash; empty for the whole bucket. */
  prefix: string;
}

/** Every layer of the lake, the lake outside its layers, and each service's bucket. */
export const places: readonly Place[] = [
  { bucket: "datalake", prefix: "bronze/" },
  { bucket: "datalake", prefix: "silver/" },
  { bucket: "datalake", prefix: "gold/" },
  { bucket: "datalake", prefix: "" },
  ...["airbyte", "backups", "dremio", "logs"].map((bucket) => ({ bucket, prefix: "" })),
];

/** The layer whose history nobody but an administrator may shorten. */
export const bronze = places[0]!;

/** Principals with a login, in the catalogue's order. */
export const objectStorePrincipals: readonly Principal[] = [...roles, ...objectStoreServices];

/** What is done with objects. */
export const objectActions = ["list", "get", "put", "delete", "get version", "delete version"] as const;
export type ObjectAction = (typeof objectActions)[number];

const needs: Record<Exclude<ObjectAction, "delete version">, readonly ObjectAccess[]> = {
  list: ["read", "read-write"],
  get: ["read", "read-write"],
  "get version": ["read", "read-write"],
  put: ["write", "read-write"],
  delete: ["read-write"],
};

/** Administrators may do everything. */
export const administers = (visitor: Visitor): boolean => visitor === "administrator" || visitor === "admin";

/** What the catalogue says of an action in a place. */
export function expectedOn(visitor: Visitor, action: ObjectAction, place: Place): Permission {
  if (administers(visitor)) return "allowed";
  if (visitor === "anonymous" || action === "delete version") return "denied";
  const granted = objectGrants[visitor as Principal].some(
    ({ bucket, prefix = "", access }) =>
      bucket === place.bucket && place.prefix.startsWith(prefix) && needs[action].includes(access),
  );
  return granted ? "allowed" : "denied";
}
