import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseConfig } from "../../stacks/config";
import { profiles, type Config } from "../../stacks/schema";
import { deploy as deployDev } from "../../stacks/dev";
import { record, type RecordedResource } from "./record";

const root = join(__dirname, "..", "..");

/** Configuration of a tracked stack file with every default filled in, and with changes for one test. */
export function configOf(stack: string, changes: Record<string, unknown> = {}): Config {
  const file = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as {
    config?: Record<string, unknown>;
  };
  const own = Object.entries(file.config ?? {}).map(
    ([key, value]) => [key.replace(/^lakehouse:/, ""), value] as const,
  );
  return parseConfig({ ...Object.fromEntries(own), ...changes }, stack);
}

/** The dev stack's graph, with every profile, on a host that has what the topology asks for. */
export const recordDev = (changes: Record<string, unknown> = {}): Promise<RecordedResource[]> =>
  record(() =>
    deployDev(configOf("dev", { profiles: [...profiles], ...changes }), () =>
      Promise.resolve({ cpus: 4, notices: [] }),
    ),
  );

/** The part of a graph that is committed: registration order is no property of the result. */
export const withoutOrder = (graph: RecordedResource[]): object[] =>
  graph.map(({ order: _order, closedAt: _closedAt, ...rest }) => rest);
