import * as path from "node:path";

import { makePythonRootFileSystem } from "../base/python";
import type { Recipe } from "../recipe";

/** Superset's release from PyPI with our drivers, under the user, paths and command form of its image. */
export const recipe: Recipe = {
  files: ["Dockerfile", "run-server.sh"],
  async prepare(context) {
    await makePythonRootFileSystem(
      {
        requirements: path.join(__dirname, "requirements.txt"),
        // pandas and Arrow are C++.
        packages: ["bash", "libstdc++6"],
        after: [path.join(__dirname, "paths.sh")],
      },
      path.join(context, "rootfs.tar"),
    );
  },
};
