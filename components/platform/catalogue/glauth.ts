import type { CatalogueImage } from "./image";

/** GLAuth: a directory that is one file of configuration. */
export const glauth: CatalogueImage = {
  repository: "glauth/glauth",
  tag: "v2.4.0",
  version: "2.4.0",
  licence: "MIT",
  source: [
    "tag: public manifests that run it, and the newest tag of glauth/glauth that names a release of this module",
    "paths, entry point: glauth/glauth v2 docker/Dockerfile-standalone",
  ],
  why:
    "A whole LDAP server in one small process without a database; its people are declared with the stack. " +
    "It speaks TLS 1.0 upwards, so the platform's terminator stands in front.",
  // The image names none and runs as root; the program needs no user of its own.
  user: 65532,
  group: 65532,
  runtime: {
    writablePaths: [],
    commandForm: "entry point dumb-init; a workload starts `/app/glauth -c <file>` itself",
    tools: [],
  },
  local: {
    name: "glauth",
    version: "2.4.0",
    packages: ["Go module: github.com/glauth/glauth/v2 v2.4.0"],
    differs: ["It holds the program alone: no dumb-init, shell or sample configuration."],
  },
};
