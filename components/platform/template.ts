import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { Eta } from "eta";

const engines = new Map<string, Eta>();

function engineFor(views: string): Eta {
  const known = engines.get(views);
  if (known) return known;
  const engine = new Eta({ views, autoEscape: false, autoTrim: ["nl", false] });
  engines.set(views, engine);
  return engine;
}

/**
 * Renders a configuration file kept beside its component. Plain text: nothing is escaped.
 * @param path absolute path of an `.eta` template
 * @param values what the template reads as `it`
 * @throws Error when the template reads a value that was not given
 */
export function render(path: string, values: Record<string, unknown>): string {
  const strict = new Proxy(values, {
    get(target, key) {
      if (!(key in target)) throw new Error(`${path} reads it.${String(key)}, which is not given`);
      return target[key as string];
    },
  });
  return engineFor(dirname(path)).render(basename(path), strict);
}

/** The text of a file kept beside its component. */
export const text = (path: string): string => readFileSync(path, "utf8");
