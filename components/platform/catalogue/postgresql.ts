import type { CatalogueImage } from "./image";

/** PostgreSQL with transparent data encryption: Percona's distribution. */
export const postgresql: CatalogueImage = {
  repository: "percona/percona-distribution-postgresql",
  tag: "17.11.1-1",
  version: "17.11.1",
  licence: "PostgreSQL",
  source: [
    "tag: Percona Operator for PostgreSQL 3.1.0, release notes, table of certified images; it states a digest per architecture " +
      "(x86_64 7fc2e298…, arm64 59dec01d…) and none for both, so none is pinned here",
    "pg_tde 2.2.2 inside: a public test record of the 17.11 image",
    "user, paths, environment: percona/percona-docker percona-distribution-postgresql-17/Dockerfile and entrypoint.sh",
  ],
  why:
    "Transparent data encryption (pg_tde) exists only in Percona's build of PostgreSQL; 17 is the newest major version " +
    "that every service here supports.",
  user: 26,
  group: 26,
  runtime: {
    dataPath: "/data/db",
    freshVolumeOwner: 26,
    writablePaths: ["/tmp", "/var/run/postgresql"],
    commandForm: "`postgres -c name=value …`; options alone are given to `postgres`",
    tools: ["psql", "pg_isready", "pg_dump", "pg_basebackup", "bash"],
  },
  local: {
    name: "postgresql",
    version: "17",
    packages: ["Debian 13: postgresql-17, postgresql-client-17"],
    differs: [
      "It is community PostgreSQL of the same major version, not Percona Server for PostgreSQL.",
      "Its pg_tde is a stand-in of ours that has the settings, functions and refusals of pg_tde 2.2 and encrypts nothing.",
      "It has no just-in-time compilation, no PL/Perl and none of Percona's other extensions (pgaudit, pg_stat_monitor, wal2json, Patroni).",
    ],
  },
};
