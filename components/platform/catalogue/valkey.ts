import type { CatalogueImage } from "./image";

/** Valkey: Superset's cache, and the queue of its background work. */
export const valkey: CatalogueImage = {
  repository: "valkey/valkey",
  tag: "9.1.2",
  version: "9.1.2",
  licence: "BSD-3-Clause",
  source: [
    "tag: public deployments that run it (9.1.0 to 9.1.2, with and without -alpine)",
    "user, paths, entry point, TLS built in: valkey-io/valkey-container Dockerfile.template and docker-entrypoint.sh",
  ],
  why:
    "It is free software, which Redis is under conditions only since 7.4; TLS and logins with rights to commands and keys are in it. " +
    "The Debian variant has bash, with which its health is asked for.",
  user: 999,
  group: 999,
  runtime: {
    dataPath: "/data",
    freshVolumeOwner: 999,
    writablePaths: ["/data"],
    commandForm: "`valkey-server <file>`, or a file or options alone; any other command runs as it is",
    tools: ["valkey-cli", "bash"],
  },
  local: {
    name: "valkey",
    version: "8.1",
    packages: ["Debian 13: valkey-server, valkey-tools"],
    differs: ["It is Valkey 8.1 (with Debian's security fixes), not 9.1."],
  },
};
