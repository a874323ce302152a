import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Workspace } from "../workspace";

/** Kept beside the private settings: the state has no word for it, and it must outlive another interruption. */
const fileOf = ({ directory, stack }: Workspace): string => join(directory, `unconfirmed.${stack}.json`);

/** URNs of what the state says is in a server, while no server has been asked since an interruption. */
export function unconfirmed(workspace: Workspace): string[] {
  const file = fileOf(workspace);
  if (!existsSync(file)) return [];
  try {
    return JSON.parse(readFileSync(file, "utf8")) as string[];
  } catch {
    // Its writer was interrupted before it went on to what the file is about.
    return [];
  }
}

/** Notes what is still to be asked; nothing, when all has been. */
export function noteUnconfirmed(workspace: Workspace, urns: readonly string[]): void {
  const file = fileOf(workspace);
  if (urns.length === 0) rmSync(file, { force: true });
  else writeFileSync(file, JSON.stringify([...new Set(urns)]), { mode: 0o600 });
}
