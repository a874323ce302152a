import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { OperatorError } from "../pulumi/report";
import type { Workspace } from "../workspace";

/** A resource as a state file holds it. Names are those of `apitype.ResourceV3` in Pulumi's Go SDK. */
export interface StateResource {
  urn: string;
  type: string;
  custom: boolean;
  /** What its provider calls it. Empty while it is being created. */
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  /** Whether an update refuses to delete it. */
  protect?: boolean;
  /** Whether a deletion takes it from the state alone. */
  retainOnDelete?: boolean;
  /** Replaced, and still to be deleted. */
  delete?: boolean;
  [more: string]: unknown;
}

/** An operation that had begun, and of whose end nothing is known. */
export interface PendingOperation {
  type: "creating" | "updating" | "deleting" | "reading" | "importing";
  resource: StateResource;
}

/** What a state says there is. */
export interface State {
  resources: StateResource[];
  pending: PendingOperation[];
}

/** Name of a resource in the program. */
export const resourceName = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

/** The state, or undefined when the text is none: a file backend's checkpoint, version 3. */
function parseState(text: string): State | undefined {
  try {
    const { checkpoint } = JSON.parse(text) as {
      checkpoint: { latest?: { resources?: StateResource[]; pending_operations?: PendingOperation[] } };
    };
    if (typeof checkpoint !== "object") return undefined;
    const { resources = [], pending_operations: pending = [] } = checkpoint.latest ?? {};
    return Array.isArray(resources) && Array.isArray(pending) ? { resources, pending } : undefined;
  } catch {
    return undefined;
  }
}

function readStateFile(file: string): State | undefined {
  try {
    const content = readFileSync(file);
    return parseState((file.endsWith(".gz") ? gunzipSync(content) : content).toString());
  } catch {
    return undefined;
  }
}

/** Copies that Pulumi keeps: of the file before its last write, and of the state after each update, newest first. */
function copies(file: string): string[] {
  const [stack, project] = [basename(file).split(".")[0]!, basename(dirname(file))];
  const backups = join(dirname(file), "..", "..", "backups", project, stack);
  const after = existsSync(backups) ? readdirSync(backups) : [];
  return [
    `${file}.bak`,
    ...after
      .filter((name) => /\.json(\.gz)?$/.test(name))
      // Their names differ in the time, in nanoseconds.
      .sort()
      .reverse()
      .map((name) => join(backups, name)),
  ];
}

/**
 * What the state of a stack says.
 * @returns undefined when the stack has none
 * @throws OperatorError when its file is damaged, with the newest whole copy and how to put it back
 */
export function readState(workspace: Pick<Workspace, "stack" | "state">): State | undefined {
  const file = [workspace.state, `${workspace.state}.gz`].find((path) => existsSync(path));
  if (file === undefined) return undefined;
  const state = readStateFile(file);
  if (state) return state;
  const how = readFileSync(file).length === 0 ? "is empty" : "is cut off or altered";
  const copy = copies(file).find((path) => readStateFile(path) !== undefined);
  throw new OperatorError(
    `The state of ${workspace.stack} cannot be read: ${file} ${how}. Nothing was changed.\n` +
      (copy
        ? `The newest whole copy that Pulumi kept is ${copy}. Put it back and run the command again; ` +
          `what has been made since then is looked up on the engine:\n  cp '${copy}' '${file}'`
        : `Pulumi has kept no whole copy of it (looked for: ${copies(file).join(", ")}). Put ${file} back from a ` +
          "backup of yours. Without it the keys of the data and all credentials are gone."),
  );
}

/**
 * Removes the file of attributes beside a state file (`.attrs`) when its writer died before it was whole: Pulumi's
 * file backend then reads nothing at all ("EOF"), and does without when there is none. No engine may be at work.
 */
export function mendAttributes({ state }: Pick<Workspace, "state">): void {
  for (const file of [`${state}.attrs`, `${state}.gz.attrs`]) {
    if (!existsSync(file)) continue;
    try {
      JSON.parse(readFileSync(file, "utf8"));
    } catch {
      rmSync(file);
    }
  }
}
