import { readdirSync } from "node:fs";
import * as path from "node:path";

import { makePythonRootFileSystem } from "../base/python";
import type { Recipe } from "../recipe";

/** The modules of the server; they lie flat in the image too. */
const modules = readdirSync(path.join(__dirname, "server"))
  .filter((name) => name.endsWith(".py"))
  .sort()
  .map((name) => path.join("server", name));

/** A program of ours that answers as Dremio does, over DuckDB and Iceberg, under Dremio's paths and entry point. */
export const recipe: Recipe = {
  files: ["Dockerfile", "dremio", "keytool", ...modules],
  async prepare(context) {
    await makePythonRootFileSystem(
      {
        requirements: path.join(__dirname, "requirements.txt"),
        // openssl reads trust stores with the attribute by which a JVM trusts; wheels are linked with libstdc++.
        packages: ["curl", "libstdc++6", "openssl"],
        after: [path.join(__dirname, "paths.sh")],
      },
      path.join(context, "rootfs.tar"),
    );
  },
};
