import type { CatalogueImage } from "./image";

/** Dex: OpenID Connect in front of a directory. */
export const dex: CatalogueImage = {
  repository: "ghcr.io/dexidp/dex",
  tag: "v2.45.1",
  version: "2.45.1",
  licence: "Apache-2.0",
  source: [
    "tag: dexidp/dex tag v2.45.1, and public manifests that run it",
    "user, paths, entry point: dexidp/dex v2.45.1 Dockerfile",
  ],
  why:
    "OpenID Connect for a directory in some tens of MiB; a full identity server such as Keycloak takes more than a " +
    "gigabyte, which dev does not have.",
  user: 1001,
  group: 1001,
  runtime: {
    writablePaths: [],
    commandForm:
      "the entry point renders `*.yaml` as templates into /tmp; a workload starts `/usr/local/bin/dex serve <file>` itself",
    tools: [],
  },
  local: {
    name: "dex",
    version: "2.45.1",
    packages: ["Go modules: github.com/zitadel/oidc/v3, github.com/go-ldap/ldap/v3"],
    differs: [
      "It is no Dex: a program of ours on a library for OpenID Connect that reads Dex's configuration file and refuses what it does not know in it.",
      "It knows memory for storage, one connector (LDAP over TLS, or another OpenID Connect provider), static clients and the authorization code; its pages are plain.",
      "After a sign-on it leads back by a path of its own, and a wrong password is answered 401 with the form.",
    ],
  },
};
