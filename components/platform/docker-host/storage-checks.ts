import { lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { posix } from "node:path";
import { encryptedStorageNeeds } from "../footprint";
import type { Check, Finding, HostView } from "./host-checks";
import { parseMounts } from "./mount-table";
import type { HostRequirements } from "./preflight";
import { isEncrypted, storageEncryption, type StorageEncryption } from "./storage-encryption";

const subject = "encrypted storage";
const refused = (what: string, remedy: string): Finding[] => [{ subject, state: "refused", what, remedy }];

const prepare =
  "run 'make volume', which prepares an encrypted volume and opens it again after a restart of the host";
const optOut = (needs: string[]) => `or accept it by name: lakehouse:volumes: {plain: [${needs.join(", ")}]}`;

function shown(storage: StorageEncryption): string {
  const { kind, ...rest } = storage;
  const detail = Object.values(rest)
    .filter((value) => typeof value === "string")
    .join(", ");
  return detail ? `${kind}: ${detail}` : kind;
}

/** Names in the list of opt-outs must be of volumes there are: a misspelt one would encrypt less than was meant. */
const optOuts: Check = ({ footprints, storage }) => {
  const known = encryptedStorageNeeds(footprints);
  const unknown = storage.plain.filter((name) => !known.includes(name));
  if (unknown.length === 0) return [];
  return refused(
    `lakehouse:volumes.plain names ${unknown.map((name) => `'${name}'`).join(", ")}, which is no volume that relies on encrypted storage here.`,
    known.length > 0 ? `name one of: ${known.join(", ")}.` : "remove it: no volume here relies on it.",
  );
};

/**
 * Directories of a place of which what is written to them lies elsewhere: behind a link, or on what is mounted there.
 * Neither question takes rights on the directories themselves.
 */
function leadingElsewhere(path: string, names: readonly string[]): string[] {
  const real = realpathSync(path);
  const mounts = parseMounts(readFileSync("/proc/self/mountinfo", "utf8"));
  const mountPoints = new Set(mounts.map(({ mountPoint }) => mountPoint));
  return names
    .filter(
      (name) => !lstatSync(posix.join(path, name)).isDirectory() || mountPoints.has(posix.join(real, name)),
    )
    .map((name) => posix.join(path, name));
}

/** A volume whose process does not encrypt lies on storage that does. */
const place: Check = async ({ footprints, storage, stack }, { local, dataRoot }) => {
  const needs = encryptedStorageNeeds(footprints).filter((name) => !storage.plain.includes(name));
  if (needs.length === 0)
    return [{ subject, state: "ok", what: storage.plain.length > 0 ? "opted out by name" : "not needed" }];
  const named = `${needs.join(", ")} ${needs.length > 1 ? "hold" : "holds"} data that no process encrypts`;
  if (!local) {
    return refused(
      `${named}, and the storage of a remote Docker Engine cannot be looked at from here.`,
      `make sure that it is encrypted, then say so by name: lakehouse:volumes: {plain: [${needs.join(", ")}]}.`,
    );
  }
  const path = storage.encryptedPath ?? dataRoot;
  const found = await storageEncryption(path);
  const where = storage.encryptedPath
    ? `lakehouse:volumes.encryptedPath ${path}`
    : `Docker's data root ${path}`;
  if (found.kind === "missing") return refused(`${named}, and ${where} is not there.`, `${prepare}.`);
  if (found.kind === "locked") return refused(`${named}, and ${where} is locked.`, `${prepare}.`);
  if (found.kind === "memory")
    return refused(
      `${named}, and ${where} is in memory alone (${found.filesystem}): a restart of the host would lose it.`,
      `${prepare}.`,
    );
  if (!isEncrypted(found))
    return refused(
      `${named}, and ${where} lies on storage that is not encrypted (${shown(found)}).`,
      `${prepare}; ${optOut(needs)}.`,
    );
  if (storage.encryptedPath) {
    // Listed, not entered: that takes no rights on the directories themselves.
    const there = readdirSync(path);
    const directories = needs.map((name) => `${stack}-${name}`);
    const missing = directories.filter((name) => !there.includes(name));
    if (missing.length > 0)
      return refused(
        `${where} has no directory for ${missing.join(", ")}.`,
        "run 'make volume', which makes them.",
      );
    const elsewhere = leadingElsewhere(path, directories);
    if (elsewhere.length > 0)
      return refused(
        `${elsewhere.join(", ")} ${elsewhere.length > 1 ? "are links or have" : "is a link or has"} something else mounted there, so what is written there is not in ${where}.`,
        "unmount it or remove the link, then run 'make volume', which makes the directory.",
      );
  }
  return [{ subject, state: "ok", what: `${path} (${shown(found)})` }];
};

/** Docker volumes of the stack that are there, of those that rely on encrypted storage, and what each is bound to. */
async function existing({ footprints, stack }: HostRequirements, { docker }: HostView) {
  const found = encryptedStorageNeeds(footprints).map(async (name) => {
    const volume = `${stack}-${name}`;
    try {
      const { Options } = await docker.getVolume(volume).inspect();
      return [{ name, volume, device: Options?.["device"] }];
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return [];
      throw error;
    }
  });
  return (await Promise.all(found)).flat();
}

/** What such a volume held may be gone for good: a new, empty place would not bring it back. */
const lost: Check = async (needs, host) => {
  const gone: { name: string; device: string }[] = [];
  for (const { name, device } of host.local ? await existing(needs, host) : []) {
    if (!device || (await storageEncryption(posix.dirname(device))).kind === "locked") continue;
    if ((await storageEncryption(device)).kind === "missing") gone.push({ name, device });
  }
  if (gone.length === 0) return [];
  return refused(
    `The encrypted volume that held ${gone.map(({ name }) => name).join(", ")} of this stack is missing: ` +
      `${gone.map(({ device }) => device).join(", ")} not found.`,
    "run 'make volume', which opens it again after a restart of the host. If it is lost for good, so is the data that " +
      "was in it or opened with keys in it: 'make destroy', then 'make volume' and 'make up'.",
  );
};

/** A volume that is there already stays where it is: moving it would mean a new, empty one. */
const stays: Check = async (needs, host) => {
  const { storage } = needs;
  for (const { name, volume, device } of await existing(needs, host)) {
    const wanted =
      storage.encryptedPath && !storage.plain.includes(name)
        ? posix.join(storage.encryptedPath, volume)
        : undefined;
    if (device !== wanted) {
      return refused(
        `The volume ${volume} lies in ${device ?? "Docker's data root"}, and the configuration wants it in ${wanted ?? "Docker's data root"}; it is not moved.`,
        `set lakehouse:volumes as it was when the volume was made, or take the data out, remove the stack ('make destroy') and bring it up again.`,
      );
    }
  }
  return [];
};

export const storageChecks: readonly Check[] = [optOuts, lost, place, stays];
