import type { CatalogueImage } from "./image";

/** oauth2-proxy: sign-on and rules by group in front of services that have neither. */
export const oauth2Proxy: CatalogueImage = {
  repository: "quay.io/oauth2-proxy/oauth2-proxy",
  tag: "v7.15.2-alpine",
  version: "7.15.2",
  licence: "MIT",
  source: [
    "tag and its -alpine form: oauth2-proxy v7.15.2 Makefile (targets build-alpine, push-alpine)",
    "entry point: oauth2-proxy v7.15.2 Dockerfile; the alpine form names no user",
  ],
  why: "It is the proxy for OpenID Connect that is kept best; the Alpine form has wget, with which its health is asked.",
  user: 65532,
  group: 65532,
  runtime: {
    writablePaths: [],
    commandForm: "options alone: the entry point is `/bin/oauth2-proxy`",
    tools: ["wget", "sh"],
  },
  local: {
    name: "oauth2-proxy",
    version: "7.15.2",
    packages: ["Go module github.com/oauth2-proxy/oauth2-proxy/v7 v7.15.2", "Debian 13: wget"],
    differs: ["It is the same release on Debian, and its version says that it was built from a module."],
  },
};
