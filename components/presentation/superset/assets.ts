import { readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { text } from "../../platform/template";
import type { File } from "../../platform/workload";

const filesOf = (directory: string, extension: string): string[] =>
  (readdirSync(join(__dirname, directory), { recursive: true }) as string[])
    .filter((name) => name.endsWith(extension))
    .sort();

/** Python files of a directory beside this one, all put into one directory. */
export const programs = (directory: string, into: string): File[] =>
  filesOf(directory, ".py").map((name) => ({
    path: `${into}/${name}`,
    content: text(join(__dirname, directory, name)),
  }));

/** Databases, datasets, charts and dashboards: all in one directory, so their paths have dots for slashes. */
export const assets = (into: string): File[] =>
  filesOf("assets", ".yaml").map((name) => ({
    path: `${into}/asset.${name.split(sep).join(".")}`,
    content: text(join(__dirname, "assets", name)),
  }));
