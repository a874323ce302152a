import * as path from "node:path";

import { makeRootFileSystem } from "../base/rootfs";
import { requireProgram, run } from "../command";
import type { Recipe } from "../recipe";

/** oauth2-proxy, built from its Go module at the catalogue's version. */
export const recipe: Recipe = {
  files: ["Dockerfile"],
  async prepare(context) {
    requireProgram(
      "go",
      "The local oauth2-proxy is built from a Go module: install Go 1.25 or newer, or use `images: registry`.",
    );
    await Promise.all([
      run(
        "go",
        [
          "build",
          "-trimpath",
          "-buildvcs=false",
          "-ldflags=-s -w -X github.com/oauth2-proxy/oauth2-proxy/v7/pkg/version.VERSION=v7.15.2-from-module",
          `-o=${path.join(context, "oauth2-proxy")}`,
          "github.com/oauth2-proxy/oauth2-proxy/v7",
        ],
        { cwd: __dirname, env: { CGO_ENABLED: "0" } },
      ),
      makeRootFileSystem({ packages: ["ca-certificates", "wget"] }, path.join(context, "rootfs.tar")),
    ]);
  },
};
