import * as path from "node:path";

import { requireProgram, run } from "../command";
import type { Recipe } from "../recipe";

/** A stand-in of ours for Dex, under the user, path and command form of its image. */
export const recipe: Recipe = {
  files: ["Dockerfile"],
  async prepare(context) {
    requireProgram(
      "go",
      "The stand-in for Dex is a Go program: install Go 1.26 or newer, or use `images: registry`.",
    );
    await run(
      "go",
      ["build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", `-o=${path.join(context, "dex")}`],
      { cwd: __dirname, env: { CGO_ENABLED: "0" } },
    );
  },
};
