import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { OperatorError } from "../pulumi/report";
import { directoryOf } from "./layout";

const content = z.strictObject({ mountPoint: z.string().startsWith("/"), keyFile: z.string().optional() });

/** The encrypted volume of a stack, once said by `make volume`, and kept for the commands after it. */
export interface RememberedVolume {
  mountPoint: string;
  /** Where the stack's volumes have their directories. */
  directory: string;
  /** Where the key is, when not in the state directory. */
  keyFile?: string;
}

/** The file that remembers a stack's volume. @param home the state directory */
export const volumeFile = (home: string, stack: string): string => join(home, "config", `volume.${stack}`);

/**
 * Reads what is remembered, or undefined when the stack has no volume.
 * @throws OperatorError when the file cannot be understood
 */
export function rememberedVolume(file: string): RememberedVolume | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const volume = content.parse(parse(readFileSync(file, "utf8")));
    return { ...volume, directory: directoryOf(volume.mountPoint) };
  } catch {
    throw new OperatorError(
      `${file} should say where the stack's encrypted volume is (mountPoint: /an/absolute/path), and does not. ` +
        "Delete it, and run `make volume VOLUME=/path/of/mountpoint` again: an existing volume is found there and kept.",
    );
  }
}

export function rememberVolume(file: string, volume: { mountPoint: string; keyFile?: string }): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const { mountPoint, keyFile } = volume;
  writeFileSync(file, stringify({ mountPoint, ...(keyFile ? { keyFile } : {}) }), { mode: 0o600 });
}

export const forgetVolume = (file: string): void => rmSync(file, { force: true });
