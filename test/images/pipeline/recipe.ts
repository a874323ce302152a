import { copyFile, cp } from "node:fs/promises";
import * as path from "node:path";

import { makePythonRootFileSystem } from "../base/python";
import { requireProgram, run } from "../command";
import type { Recipe } from "../recipe";

const root = path.resolve(__dirname, "../../..");
const source = path.join(root, "images/pipeline");
/** The data set's file in the installed package; the image has it unchanged. */
const flights = path.resolve(path.dirname(require.resolve("vega-datasets")), "../data/flights-20k.json");

/** What Go's program is built with, as in the image's own Dockerfile: small, and with the time zones in it. */
const goFlags = [
  "-trimpath",
  "-buildvcs=false",
  "-tags=timetzdata",
  "-ldflags=-s -w -X main.Version=v0.2.48",
];

const copies = (from: string, to: string) =>
  cp(from, to, { recursive: true, filter: (name) => path.basename(name) !== "__pycache__" });

/** Connectors, dbt with its project and the scheduler on Debian's Python, from the lock files of the catalogue's image. */
export const recipe: Recipe = {
  files: ["Dockerfile"],
  async prepare(context) {
    requireProgram(
      "go",
      "The scheduler is built from a Go module: install Go 1.26 or newer, or use `images: registry`.",
    );
    await Promise.all([
      run(
        "go",
        ["build", ...goFlags, `-o=${path.join(context, "supercronic")}`, "github.com/aptible/supercronic"],
        { cwd: path.join(source, "supercronic"), env: { CGO_ENABLED: "0" } },
      ),
      makePythonRootFileSystem(
        { requirements: path.join(source, "requirements.txt"), packages: ["libstdc++6"] },
        path.join(context, "rootfs.tar"),
      ),
    ]);
    await copyFile(flights, path.join(context, "flights-20k.json"));
    for (const directory of ["lakehouse_connectors", "dbt"])
      await copies(path.join(source, directory), path.join(context, directory));
    await copies(path.join(root, "components/processing/dbt/project"), path.join(context, "project"));
  },
};
