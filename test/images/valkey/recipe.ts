import * as path from "node:path";

import { makeRootFileSystem } from "../base/rootfs";
import type { Recipe } from "../recipe";

/** Valkey from Debian, under the user and paths of the official image. */
export const recipe: Recipe = {
  files: ["Dockerfile", "docker-entrypoint.sh"],
  async prepare(context) {
    await makeRootFileSystem(
      {
        packages: ["bash", "valkey-server", "valkey-tools"],
        after: [path.join(__dirname, "paths.sh")],
      },
      path.join(context, "rootfs.tar"),
    );
  },
};
