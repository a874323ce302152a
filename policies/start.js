"use strict";
// PolicyPack reads its version from the working directory's package.json; engines differ in what that directory is.
process.chdir(__dirname);
// Loads the pack transpile-only, in place of the type-checking loader that the policy runner has registered.
delete require.extensions[".ts"];
require("sucrase/register/ts");
require("./index.ts");
