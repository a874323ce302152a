import type { Endpoint } from "../platform";

/** How `@pulumi/postgresql` and `@pulumi/minio` reach servers in the cluster. */
export interface Administration {
  /** Address by `<workload>.<port>`. */
  endpoints: Readonly<Record<string, Endpoint>>;
  /**
   * Whether that way is the API server's, which ends inside the pod: no network leads there, and nobody is let in who comes by
   * one. @default false
   */
  forwarded?: boolean;
  /** Networks from which that way leads to the pods; in a mesh they are no way. @default none */
  networks?: readonly string[];
  /** Whose pods it leads through. @default nobody's */
  identity?: { namespace: string; serviceAccount: string } | undefined;
}
