import * as pulumi from "@pulumi/pulumi";

/** Network zones of the architecture (R11). */
export const networkZones = ["edge", "application", "data", "observability", "system"] as const;
export type NetworkZone = (typeof networkZones)[number];

/** Where every workload and job lives. A flow names its ends alone, so this is known before anything runs. */
export const placement: Readonly<Record<string, NetworkZone>> = {
  edge: "edge",
  "sign-on-egress": "edge",

  "access-proxy": "application",
  directory: "application",
  dremio: "application",
  "dremio-bootstrap": "application",
  "dbt-build": "application",
  identity: "application",
  scheduler: "application",
  "batch-sync": "application",
  superset: "application",
  "superset-beat": "application",
  "superset-init": "application",
  "superset-worker": "application",

  cache: "data",
  "object-store": "data",
  postgresql: "data",
  "postgresql-key": "data",
  "postgresql-pooler": "data",
  "sample-source": "data",
  "sample-source-load": "data",
  "search-store": "data",
  "search-store-access": "data",
};

/**
 * The zone of a workload or a job.
 * @param name of it; what a platform puts beside a workload carries that workload's name in front
 * @throws pulumi.RunError for one that has no place yet
 */
export function zoneOf(name: string, places: Readonly<Record<string, NetworkZone>> = placement): NetworkZone {
  const zone = places[name];
  if (zone === undefined)
    throw new pulumi.RunError(`workload '${name}' has no network zone; give it one in network-zones.ts.`);
  return zone;
}
