import * as path from "node:path";

import { makeRootFileSystem } from "../base/rootfs";
import { requireProgram, run } from "../command";
import type { Recipe } from "../recipe";

/** A stand-in of ours for Elasticsearch, under the user, paths and entry point of its image. */
export const recipe: Recipe = {
  files: ["Dockerfile", "docker-entrypoint.sh"],
  async prepare(context) {
    requireProgram(
      "go",
      "The stand-in for Elasticsearch is a Go program: install Go 1.25 or newer, or use `images: registry`.",
    );
    await Promise.all([
      run(
        "go",
        [
          "build",
          "-trimpath",
          "-buildvcs=false",
          "-ldflags=-s -w",
          `-o=${path.join(context, "elasticsearch")}`,
        ],
        { cwd: __dirname, env: { CGO_ENABLED: "0" } },
      ),
      makeRootFileSystem(
        { packages: ["ca-certificates", "curl"], after: [path.join(__dirname, "paths.sh")] },
        path.join(context, "rootfs.tar"),
      ),
    ]);
  },
};
