"use strict";
// PolicyPack reads its version from the working directory's package.json; engines differ in what that directory is.
process.chdir(__dirname);
// Loads the pack transpile-only: registered last, tsx wins over the type-checking loader of the policy runner.
require("tsx/cjs");
require("./index.ts");
