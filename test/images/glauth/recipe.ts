import * as path from "node:path";

import { requireProgram, run } from "../command";
import type { Recipe } from "../recipe";

/** GLAuth, built from its Go module, at the path it has in its image. */
export const recipe: Recipe = {
  files: ["Dockerfile"],
  async prepare(context) {
    requireProgram(
      "go",
      "The local directory is built from a Go module: install Go 1.25 or newer, or use `images: registry`.",
    );
    await run(
      "go",
      [
        "build",
        "-trimpath",
        "-buildvcs=false",
        "-ldflags=-s -w",
        `-o=${path.join(context, "glauth")}`,
        "github.com/glauth/glauth/v2",
      ],
      { cwd: __dirname, env: { CGO_ENABLED: "0" } },
    );
  },
};
