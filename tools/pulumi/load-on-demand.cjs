"use strict";
/*
 * Preloaded (`node --require`) into the Node.js processes that the Pulumi engine starts, the commands of `make` and the tests. The libraries they use load
 * much with themselves that nothing here uses: a package manager and the TypeScript compiler for serialising
 * functions, tracing exporters, SSH clients, the languages of error messages. That is more than half of a program's
 * start. Whoever uses such a module after all finds it loaded at that moment, and as it always was.
 */
const Module = require("node:module");

/** By the file below node_modules that loads them: the modules that wait until something of them is used. */
const waiting = require("./load-on-demand.json");

/** Stands for a module: its properties are the module's own, and where the module is a function, calls are too. */
function onDemand(read) {
  let loaded;
  const module = () => (loaded ??= read());
  return new Proxy(function () {}, {
    // `__esModule` is said without a look, so that TypeScript's `import *` takes the module as it is and copies nothing.
    get: (_, name) => (name === "__esModule" ? true : module()[name]),
    has: (_, name) => name in module(),
    apply: (_, self, args) => Reflect.apply(module(), self, args),
    construct: (_, args) => Reflect.construct(module(), args),
  });
}

const load = Module._load;

Module._load = function (request, parent, ...rest) {
  const file = parent?.filename?.replaceAll("\\", "/").split("/node_modules/").at(-1) ?? "";
  const read = () => load.call(this, request, parent, ...rest);
  return Object.hasOwn(waiting, file) && waiting[file].includes(request) ? onDemand(read) : read();
};
