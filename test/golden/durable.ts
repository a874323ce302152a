/** What must outlive every update: data, what it cannot be read without, and whom everybody trusts. */
import type { RecordedResource } from "./record";

/** As a recorded graph, a preview's step or a state has it. */
export interface Declared {
  type: string;
  /** Its own type, after those of the components around it. */
  urn: string;
  inputs?: unknown;
  /** Whether updates refuse to delete it. */
  protect?: boolean;
}

const durable = [
  "docker:index/volume:Volume",
  "kubernetes:core/v1:Namespace",
  "kubernetes:core/v1:PersistentVolumeClaim",
  "kubernetes:pgv2.percona.com/v2:PerconaPGCluster",
  "kubernetes:storage.k8s.io/v1:StorageClass",
  "minio:index/s3Bucket:S3Bucket",
  "minio:index/s3BucketVersioning:S3BucketVersioning",
  "postgresql:index/database:Database",
  "postgresql:index/role:Role",
  "postgresql:index/schema:Schema",
  "random:index/randomBytes:RandomBytes",
  "random:index/randomPassword:RandomPassword",
];

/** Whether an update that deletes or replaces the resource loses something. */
export function isDurable({ type, urn, inputs, protect }: Declared): boolean {
  if (protect) return true;
  if (type === "kubernetes:apps/v1:StatefulSet")
    return (
      ((inputs as { spec: { volumeClaimTemplates?: unknown[] } }).spec.volumeClaimTemplates ?? []).length > 0
    );
  // An authority's key, and no other: certificates are made anew in any case.
  if (type === "tls:index/privateKey:PrivateKey") return urn.includes(":CertificateAuthority$tls:");
  return durable.includes(type);
}

/** What the resource is called where it is: another name is another thing. */
function nameOf(inputs: unknown): string {
  const { metadata, name, bucket } = inputs as Record<string, unknown> & {
    metadata?: { namespace?: string; name: string };
  };
  if (metadata) return [metadata.namespace, metadata.name].filter(Boolean).join("/");
  return (name ?? bucket ?? "") as string;
}

/** Everything durable that a stack of any earlier commit may have: what it is called, by URN without stack and project. */
export type Ledger = Record<string, string>;

type Graph = readonly (Pick<RecordedResource, "type" | "urn" | "aliases" | "inputs"> &
  Partial<Pick<RecordedResource, "options">>)[];

/** The ledger with what a graph has too. Nothing is ever taken out of it but by hand. */
export function extended(ledger: Ledger, graph: Graph): Ledger {
  const held = graph.filter(({ options, ...each }) =>
    isDurable({ ...each, protect: options?.protect ?? false }),
  );
  const found = held.map(({ urn, inputs }) => [urn, nameOf(inputs)]);
  const all = Object.entries({ ...(Object.fromEntries(found) as Ledger), ...ledger });
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What an update of a stack that has all of the ledger would delete or replace. */
export function lost(ledger: Ledger, graph: Graph): string[] {
  const now = new Map(
    graph.flatMap(({ urn, aliases, inputs }) => [urn, ...aliases].map((each) => [each, nameOf(inputs)])),
  );
  return Object.entries(ledger)
    .filter(([urn, name]) => now.get(urn) !== name)
    .map(([urn, name]) =>
      now.has(urn)
        ? `${urn}: called '${name}', now '${now.get(urn)}'`
        : `${urn}: gone, and no resource has it as an alias`,
    );
}
