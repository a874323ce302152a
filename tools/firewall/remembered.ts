import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";

const content = z.strictObject({ table: z.string(), rules: z.string(), boot: z.string() });

/** What `make firewall` did last: the table, its rules by their hash, and the start of the machine since which it is there. */
export type RememberedRules = z.infer<typeof content>;

const fileOf = (home: string, stack: string) => join(home, "config", `firewall.${stack}`);

/** Rules once loaded are gone with the kernel that had them. */
const bootId = () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
const hashOf = (rules: string) => createHash("sha256").update(rules).digest("hex");

/** What is remembered; undefined where nothing is, or nothing that can be understood: the command can be run again. */
export function rememberedRules(home: string, stack: string): RememberedRules | undefined {
  const file = fileOf(home, stack);
  if (!existsSync(file)) return undefined;
  try {
    return content.parse(parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** @param home the state directory */
export function rememberRules(home: string, stack: string, table: string, rules: string): void {
  const file = fileOf(home, stack);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, stringify({ table, rules: hashOf(rules), boot: bootId() }), { mode: 0o600 });
}

export const forgetRules = (home: string, stack: string): void =>
  rmSync(fileOf(home, stack), { force: true });

/** Whether these rules are those that were loaded since the machine's last start. */
export const areLoaded = (remembered: RememberedRules | undefined, rules: string): boolean =>
  remembered?.rules === hashOf(rules) && remembered.boot === bootId();
