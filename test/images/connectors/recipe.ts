import { copyFile, cp } from "node:fs/promises";
import * as path from "node:path";

import { makePythonRootFileSystem } from "../base/python";
import type { Recipe } from "../recipe";

const source = path.resolve(__dirname, "../../../images/connectors");
/** The data set's file in the installed package; the image has it unchanged. */
const flights = path.resolve(path.dirname(require.resolve("vega-datasets")), "../data/flights-20k.json");

/** The connectors on Debian's Python, with the packages and the data set of the catalogue's image. */
export const recipe: Recipe = {
  files: ["Dockerfile"],
  async prepare(context) {
    await makePythonRootFileSystem(
      { requirements: path.join(source, "requirements.txt"), packages: ["libstdc++6"] },
      path.join(context, "rootfs.tar"),
    );
    await copyFile(flights, path.join(context, "flights-20k.json"));
    await cp(path.join(source, "lakehouse_connectors"), path.join(context, "lakehouse_connectors"), {
      recursive: true,
      filter: (name) => path.basename(name) !== "__pycache__",
    });
  },
};
