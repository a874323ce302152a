import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const directory = join(__dirname, "..", "..", "reports");

/** Keeps a table of what was tried and seen, and says where: `reports/<name>.md`. */
export function keepTable(name: string, table: string, summary: string): void {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `${name}.md`);
  writeFileSync(path, `${table}\n`);
  console.log(`${summary}\n  every line: ${path}`);
}
