import type { CatalogueImage } from "./image";

/** The object store: a maintained fork of MinIO. */
export const objectStore: CatalogueImage = {
  repository: "pgsty/silo",
  tag: "RELEASE.2026-08-06T00-00-00Z",
  digest: "sha256:29a498b24669cae1fed11c1a2fb2b3d73c68829a0a9c0b14e71b386671d38fac",
  version: "RELEASE.2026-08-06T00-00-00Z",
  licence: "AGPL-3.0-or-later",
  source: [
    "tag: pgsty/silo.pgsty.com, quick start (the release pinned there in August 2026)",
    "digest: stated for this tag by three public repositories that run it (two test suites, one chart's runtime proof)",
    "entry point, environment, tools: pgsty/silo Dockerfile.goreleaser; it names no user, and the runtime proof ran it as 1000:1000 without capabilities",
  ],
  why:
    "MinIO's images are gone and its repository is archived; this fork is maintained and keeps the S3 API, " +
    "the MINIO_* environment and the format on disk.",
  user: 1000,
  group: 1000,
  runtime: {
    dataPath: "/data",
    freshVolumeOwner: 0,
    writablePaths: ["/tmp"],
    commandForm: "`server <path> …`: the entry point puts the server's name in front",
    tools: ["/usr/bin/curl", "sh"],
  },
  local: {
    name: "object-store",
    version: "RELEASE.2025-09-07T16-13-09Z",
    packages: ["Go module github.com/minio/minio v0.0.0-20250907161309-07c3a429bfed", "Debian 13: curl"],
    differs: [
      "It is MinIO's last public release, eleven months older than the catalogue's fork.",
      "It predates the fix of CVE-2025-62506 (privilege escalation by service accounts): for tests only, never for data that matters.",
      "It has no `silo healthcheck` and no `mc` client.",
    ],
  },
};
