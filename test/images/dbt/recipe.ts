import { copyFile, cp } from "node:fs/promises";
import * as path from "node:path";

import { makePythonRootFileSystem } from "../base/python";
import type { Recipe } from "../recipe";

const root = path.resolve(__dirname, "../../..");

/** dbt from its lock file, with the project in it. */
export const recipe: Recipe = {
  files: ["Dockerfile"],
  async prepare(context) {
    await copyFile(path.join(root, "images/dbt/run.py"), path.join(context, "run.py"));
    await cp(path.join(root, "components/processing/dbt/project"), path.join(context, "project"), {
      recursive: true,
    });
    await makePythonRootFileSystem(
      { requirements: path.join(root, "images/dbt/requirements.txt") },
      path.join(context, "rootfs.tar"),
    );
  },
};
