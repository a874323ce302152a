import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import waiting from "../../../tools/pulumi/load-on-demand.json";
import { ROOT } from "../../../tools/pulumi/paths";

const preload = join(ROOT, "tools/pulumi/load-on-demand.cjs");

/** What a program prints that is started with the preload, as JSON. */
function run(code: string): unknown {
  return JSON.parse(
    execFileSync(process.execPath, ["--require", preload, "--eval", code], { cwd: ROOT, encoding: "utf8" }),
  );
}

describe("loading on demand", () => {
  it("leaves what nothing uses unloaded when Pulumi's SDK is loaded", () => {
    const loaded = run(`
      require("@pulumi/pulumi");
      console.log(JSON.stringify(Object.keys(require.cache).map((path) => path.replaceAll("\\\\", "/"))));
    `) as string[];
    expect(loaded.some((path) => path.endsWith("@pulumi/pulumi/runtime/closure/codePaths.js"))).toBe(true);
    for (const unused of ["typescript/lib/", "@npmcli/arborist/", "@pulumi/pulumi/automation/"])
      expect(loaded.filter((path) => path.includes(`/node_modules/${unused}`))).toEqual([]);
  });

  it("loads it for whoever uses it: a function is serialised", () => {
    const text = run(`
      const added = 41;
      const { runtime } = require("@pulumi/pulumi");
      runtime.serializeFunction(() => added + 1).then(({ text }) => console.log(JSON.stringify(text)));
    `);
    expect(text).toContain("added: 41");
    expect(text).toMatch(/\(\) ?=> ?added ?\+ ?1/);
  });

  it("keeps what a module exports: properties, calls, construction", () => {
    expect(
      run(`
        const { LocalWorkspace } = require("@pulumi/pulumi").automation;
        const Docker = require("dockerode");
        const { z } = require("zod");
        console.log(JSON.stringify([
          typeof LocalWorkspace.create,
          typeof new Docker({ socketPath: "/nowhere" }).ping,
          "de" in z.locales,
          z.safeParse(z.string(), 1, { error: z.locales.de().localeError }).error.issues[0].message,
        ]));
      `),
    ).toEqual(["function", "function", true, "Ungültige Eingabe: erwartet string, erhalten Zahl"]);
  });

  const pairs = Object.entries(waiting).flatMap(([file, modules]) =>
    modules.map((module) => [file, module] as const),
  );

  it.each(pairs)("names what is there: %s loads %s", (file, module) => {
    const path = join(ROOT, "node_modules", file);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, "utf8")).toMatch(
      new RegExp(`require\\(["']${module.replaceAll(".", "\\.")}["']\\)`),
    );
  });
});
