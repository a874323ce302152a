import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { extended, type Ledger } from "../../test/golden/durable";
import { clusterSettings, configOf, recordDev, recordProd, withoutOrder } from "../../test/golden/stacks";
import { performanceDocument } from "../bench/document";
import { configurationTable } from "./configuration";
import { dataPath } from "./data-path";
import { roleMatrix } from "./roles";
import { topology } from "./topology";

const root = join(__dirname, "..", "..");
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Every generated file of the repository, by its path. */
export async function generated(): Promise<Record<string, string>> {
  const dev = await recordDev();
  const prod = await recordProd();
  return {
    "docs/configuration.md": configurationTable(),
    "docs/data-path.md": dataPath(),
    "docs/performance.md": performanceDocument(),
    "docs/roles.md": roleMatrix(),
    "docs/topology.md": topology(dev),
    "test/golden/dev.config.json": json(configOf("dev")),
    "test/golden/dev.durable.json": json(extended(read("test/golden/dev.durable.json") as Ledger, dev)),
    "test/golden/dev.json": json(withoutOrder(dev)),
    "test/golden/prod.config.json": json(configOf("prod", clusterSettings)),
    "test/golden/prod.durable.json": json(extended(read("test/golden/prod.durable.json") as Ledger, prod)),
    "test/golden/prod.json": json(withoutOrder(prod)),
  };
}

/** Writes them all: `make golden`. */
async function main(): Promise<void> {
  for (const [path, content] of Object.entries(await generated())) writeFileSync(join(root, path), content);
}

if (require.main === module) void main();
