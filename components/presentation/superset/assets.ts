import { readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { render, text } from "../../platform/template";
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

/**
 * Databases, datasets, charts and dashboards: all in one directory, so their paths have dots for slashes.
 * @param hosts where the databases are, by workload
 */
export const assets = (into: string, hosts: Record<"dremio" | "postgresql", string>): File[] => {
  const at = (name: string) => `${into}/asset.${name.split(sep).join(".")}`;
  return [
    ...filesOf("assets", ".yaml").map((name) => ({
      path: at(name),
      content: text(join(__dirname, "assets", name)),
    })),
    ...filesOf("assets", ".yaml.eta").map((name) => ({
      path: at(name.slice(0, -".eta".length)),
      content: render(join(__dirname, "assets", name), hosts),
    })),
  ];
};
