import * as path from "node:path";

import { makeRootFileSystem } from "../base/rootfs";
import { requireProgram, run } from "../command";
import type { Recipe } from "../recipe";

/** What the server says of itself; the release that the commit pinned in go.mod is. */
const commit = "07c3a429bfed433e49018cb0f78a52145d4bedeb";
const version = "2025-09-07T16:13:09Z";

/** MinIO's last public server, built from its Go module, under the command form of the catalogue's image. */
export const recipe: Recipe = {
  files: ["Dockerfile", "docker-entrypoint.sh"],
  async prepare(context) {
    requireProgram(
      "go",
      "The local object store is built from a Go module: install Go 1.25 or newer, or use `images: registry`.",
    );
    const stamp = {
      Version: version,
      ReleaseTag: `RELEASE.${version.replaceAll(":", "-")}`,
      CommitID: commit,
      ShortCommitID: commit.slice(0, 12),
      CopyrightYear: version.slice(0, 4),
    };
    const flags = Object.entries(stamp).map(
      ([name, value]) => `-X github.com/minio/minio/cmd.${name}=${value}`,
    );
    await Promise.all([
      run(
        "go",
        [
          "build",
          "-trimpath",
          "-buildvcs=false",
          "-tags=kqueue",
          `-ldflags=-s -w ${flags.join(" ")}`,
          `-o=${path.join(context, "minio")}`,
          "github.com/minio/minio",
        ],
        { cwd: __dirname, env: { CGO_ENABLED: "0" } },
      ),
      makeRootFileSystem({ packages: ["ca-certificates", "curl"] }, path.join(context, "rootfs.tar")),
    ]);
  },
};
