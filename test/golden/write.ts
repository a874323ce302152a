import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { configOf, recordDev } from "./stacks";

/** Writes the committed graphs and resolved configurations anew: `make golden`. */
async function main(): Promise<void> {
  const write = (name: string, value: unknown) =>
    writeFileSync(join(__dirname, name), `${JSON.stringify(value, null, 2)}\n`);
  write("dev.json", await recordDev());
  write("dev.config.json", configOf("dev"));
}

void main();
