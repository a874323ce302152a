/** What an encrypted volume still holds, and the refusal to delete it under a stack. */
import { basename } from "node:path";
import { isEncrypted, storageEncryption } from "../../components/platform/docker-host/storage-encryption";
import { OperatorError } from "../pulumi/report";
import type { StateResource } from "../recovery/state";
import { mountedElsewhere } from "./place";
import { runPrivileged } from "./privileged";
import type { RememberedVolume } from "./remembered";

/** Directories of a volume that Docker volumes of a state are bound to, whether they run or not. */
export function boundDirectories(
  resources: readonly StateResource[],
  { directory }: Pick<RememberedVolume, "directory">,
): string[] {
  const devices = resources
    .filter(({ type }) => type === "docker:index/volume:Volume")
    .map(({ inputs }) => (inputs?.["driverOpts"] as { device?: string } | undefined)?.device ?? "");
  return devices.filter((device) => device.startsWith(`${directory}/`)).map((device) => basename(device));
}

/** Directories with something in them; of a volume that is closed or locked nobody can tell. */
async function filledDirectories({ directory }: RememberedVolume): Promise<string[]> {
  if (!isEncrypted(await storageEncryption(directory))) return [];
  return (await runPrivileged("list-filled.sh", [directory])).split("\n").filter(Boolean);
}

/**
 * Refuses to go on while a volume holds data of a stack, unless it is given up by name, or while anything of it is in
 * use: its data would not be gone before the last user is.
 *
 * @param bound directories that the stack's Docker volumes are bound to
 * @param discard what may go, with commas between, named as for `make up DISCARD=`
 * @throws OperatorError with both ways out
 */
export async function requireNotHeld(
  options: { stack: string; name: string; volume: RememberedVolume; bound: readonly string[] },
  discard: string | undefined,
): Promise<void> {
  const { stack, name, volume, bound } = options;
  const { mountPoint } = volume;
  const used = mountedElsewhere(mountPoint);
  // Not in a directory for a volume: somebody else's mount, named by its place.
  const usedNames = used.map(({ root, mountPoint: at }) => /^\/volumes\/([^/]+)/.exec(root)?.[1] ?? at);
  const directories = [...bound, ...usedNames, ...(await filledDirectories(volume))];
  const own = (directory: string) =>
    directory.startsWith(`${name}-`) ? directory.slice(name.length + 1) : directory;
  const held = [...new Set(directories.map(own))].sort();
  const agreed = (discard ?? "").split(",").filter(Boolean).sort();
  if (used.length === 0 && held.join() === agreed.join()) return;
  if (held.length === 0)
    throw new OperatorError(
      `DISCARD=${discard}: the encrypted volume at ${mountPoint} holds no data. Nothing was removed.`,
    );
  const places = used.map(({ mountPoint: at }) => at).join(", ");
  const wrong = discard && used.length === 0 ? `, and DISCARD=${discard} is not that` : "";
  throw new OperatorError(
    `The encrypted volume at ${mountPoint} still holds data of ${name} in ${held.join(", ")}${wrong}` +
      `${places ? ` (in use at ${places})` : ""}. Nothing was removed.\n  Remedy, one of these:\n` +
      `  - Remove the stack with its data first: make destroy STACK=${stack} CONFIRM=${name}\n` +
      `  - Where that cannot be done, ${places ? `stop what uses it ('docker ps --filter label=lakehouse.stack=${name}'), and ` : ""}` +
      `give that data up by name: make volume STACK=${stack} REMOVE=yes CONFIRM=${name} DISCARD=${held.join(",")}`,
  );
}
