import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { isAlive } from "./pulumi/process";
import { OperatorError } from "./pulumi/report";

/** What of a stack's settings file matters here. Names are Pulumi's own. */
export interface StackSettings {
  config?: Record<string, unknown>;
  encryptionsalt?: string;
  secretsprovider?: string;
  encryptedkey?: string;
}

export function readSettings(file: string): StackSettings {
  try {
    return (parse(readFileSync(file, "utf8")) as StackSettings | null) ?? {};
  } catch (error) {
    // What follows the first line of a parser's message is a piece of the file.
    const [reason = ""] = (error as Error).message.split("\n");
    throw new OperatorError(
      `${file} cannot be read: ${reason.replace(/:$/, "")}. Correct it there; nothing was changed.`,
    );
  }
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function readOverrides(file: string): Record<string, unknown> {
  if (!existsSync(file)) throw new OperatorError(`LAKEHOUSE_CONFIG=${file}: there is no such file.`);
  const settings = readSettings(file);
  const { config, ...others } = isMap(settings) ? settings : {};
  const wrong = Object.keys(others);
  const bare = Object.keys(isMap(config) ? config : {}).filter((key) => !key.includes(":"));
  if (wrong.length > 0 || bare.length > 0 || !isMap(config)) {
    throw new OperatorError(
      `LAKEHOUSE_CONFIG=${file}: allowed is one map named config, each key with its namespace, such as\n` +
        `  config:\n    lakehouse:images: local\n` +
        (wrong.length > 0 ? `Not known there: ${wrong.join(", ")}. ` : "") +
        (wrong.some((key) => key.startsWith("lakehouse:")) ? "Put it below config:. " : "") +
        (bare.length > 0 ? `Without a namespace: ${bare.join(", ")}.` : ""),
    );
  }
  return config;
}

/** Writes a private file in one step: on a full disk the one that was there stays as it was. */
export function writePrivate(file: string, content: string): void {
  const fresh = `${file}.${process.pid}.new`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, content, { mode: 0o600, flush: true });
  renameSync(fresh, file);
}

export function settingsText(settings: StackSettings): string {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  // In quotes, as the engine's YAML takes more words for dates and numbers than the one they were read with.
  return stringify(Object.fromEntries(given), { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" });
}

/**
 * The settings file of one command, so that two at once do not run with each other's. Those of commands that have ended on
 * this machine are removed.
 */
export function commandSettingsFile(directory: string, stack: string): string {
  const commands = join(directory, "commands");
  mkdirSync(commands, { recursive: true, mode: 0o700 });
  const host = hostname();
  for (const name of readdirSync(commands)) {
    const [, on, pid] = /^(.+)\.(\d+)\.[^.]+\.yaml(?:\.\d+\.new)?$/.exec(name) ?? [];
    if (on === host && !isAlive(Number(pid))) rmSync(join(commands, name), { force: true });
  }
  return join(commands, `${host}.${process.pid}.${stack}.yaml`);
}

/** Milliseconds between two looks whether it is one's turn. */
const look = 100;

/**
 * Does something that no other command of this machine may do at the same time; waits for one that does. A command that died
 * over it is not waited for.
 * @param file there while it is done, with the process's number in it
 */
export async function alone<Result>(file: string, body: () => Promise<Result>): Promise<Result> {
  while (!claim(file)) await sleep(look);
  try {
    return await body();
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * Writes this process down as the holder of a file.
 * @returns false where another is; one that has ended is taken away, for the next try
 */
export function claim(file: string): boolean {
  if (writeOnce(file, String(process.pid))) return true;
  const holder = existsSync(file) ? Number(readFileSync(file, "utf8")) : undefined;
  if (holder !== undefined && !isAlive(holder)) rmSync(file, { force: true });
  return false;
}

/**
 * Writes a private file that is not there yet, whole from its first moment.
 * @returns false where there is one, which stays
 */
export function writeOnce(file: string, content: string): boolean {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, content, { mode: 0o600, flush: true });
  try {
    linkSync(fresh, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(fresh, { force: true });
  }
}
