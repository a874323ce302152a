import * as path from "node:path";

import { makeRootFileSystem, withRootFileSystem } from "../base/rootfs";
import type { Recipe } from "../recipe";

/** PostgreSQL 17 from Debian with a stand-in for pg_tde, under the contract of Percona's image. */
export const recipe: Recipe = {
  files: ["Dockerfile", "entrypoint.sh", "pg_tde/pg_tde.control", "pg_tde/pg_tde--2.2.sql"],
  async prepare(context) {
    const source = path.join(__dirname, "pg_tde");
    await withRootFileSystem({
      packages: ["gcc", "libc6-dev"],
      after: [path.join(source, "compile.sh")],
      env: { SOURCE: source, OUTPUT: path.join(context, "pg_tde.so") },
    });
    await makeRootFileSystem(
      {
        packages: ["postgresql-17"],
        before: [path.join(__dirname, "no-cluster.sh")],
        after: [path.join(__dirname, "paths.sh")],
      },
      path.join(context, "rootfs.tar"),
    );
  },
};
