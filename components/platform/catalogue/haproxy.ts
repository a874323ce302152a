import type { CatalogueImage } from "./image";

/** HAProxy: terminators, and small jobs of the platform. */
export const haproxy: CatalogueImage = {
  repository: "haproxy",
  tag: "3.2.22",
  digest: "sha256:230fe9a293d086b047f47ff827e0a65eb5e12a2e24c04bb75aa0b29960aa8c3f",
  version: "3.2.22",
  licence: "GPL-2.0-or-later",
  source: [
    "tag and digest: docker-library/repo-info repos/haproxy/remote/3.2.22.md at 47e6f14babb8",
    "user, paths, entry point: docker-library/haproxy 3.2/Dockerfile and docker-entrypoint.sh",
  ],
  why: "3.2 is the long-term support branch; the Debian variant has bash, with which the sandbox and jobs run.",
  user: 99,
  group: 99,
  runtime: {
    writablePaths: [],
    commandForm: "`haproxy -f <file>` or options alone; any other command runs as it is",
    tools: ["bash", "sleep"],
  },
  local: {
    name: "haproxy",
    version: "3.0",
    packages: ["Debian 13: haproxy"],
    differs: [
      "It is HAProxy 3.0 (long-term support, with Debian's security fixes), not 3.2.",
      "It has no QUIC and no socat.",
    ],
  },
};
