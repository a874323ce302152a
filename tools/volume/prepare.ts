import { existsSync, readdirSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { isEncrypted, storageEncryption } from "../../components/platform/docker-host/storage-encryption";
import { quantity } from "../../components/platform/quantity";
import { notice, OperatorError } from "../pulumi/report";
import { keyFileOf, recordKey, volumeKey } from "./key";
import { checkNames, directoryOf, imageOf, mappingOf } from "./layout";
import { chooseMethod, kernelSupport, type Kernel, type Method } from "./method";
import { lookAtPlace, type Place } from "./place";
import { requirePrograms, runPrivileged } from "./privileged";
import { rememberedVolume, rememberVolume, volumeFile } from "./remembered";

/** The encrypted volume a stack should have. */
export interface VolumeOptions {
  /** The state directory: key and memory of the volume are kept there. */
  home: string;
  stack: string;
  mountPoint: string;
  /** Directories to be in it, one for each Docker volume that is bound to it. */
  directories: readonly string[];
  /** How large it may become, such as 10Gi: the file grows as it is filled. @default 10Gi when it is made */
  size?: string;
  /** Smallest size of a volume that is made, for what will lie in it. @default what an empty one needs */
  least?: string;
  /** @default LUKS where the kernel has dm-crypt, else fscrypt */
  method?: Method;
  /** Where the key is, or is to be made. @default volume-<stack>.key in the state directory */
  keyFile?: string;
  /** @default the running kernel */
  kernel?: Kernel;
}

/** What was done. */
export interface PreparedVolume {
  mountPoint: string;
  /** Where the directories are. */
  directory: string;
  method: Method;
  outcome: "made" | "opened" | "unchanged";
}

const defaultSize = "10Gi";
/** What a LUKS header (16 MiB), an ext4 journal and some files need. */
const leastSize = "64Mi";

function sizeOf(text: string, least: string): number {
  try {
    const bytes = quantity(text);
    if (bytes < quantity(least)) throw new RangeError(`'${text}' is less than ${least}`);
    return bytes;
  } catch (error) {
    throw new OperatorError(`SIZE=${text}: ${(error as Error).message}. Nothing was changed.`);
  }
}

function checkMemory(options: VolumeOptions, { imageSize }: Place): void {
  const remembered = rememberedVolume(volumeFile(options.home, options.stack));
  if (!remembered) return;
  const { mountPoint } = remembered;
  if (mountPoint !== options.mountPoint && existsSync(imageOf(mountPoint))) {
    throw new OperatorError(
      `VOLUME=${options.mountPoint}: ${options.stack} has its encrypted volume at ${mountPoint}, and volumes are not moved. ` +
        `Leave VOLUME away to use it, or remove it first: make volume STACK=${options.stack} REMOVE=yes. Nothing was changed.`,
    );
  }
  if (mountPoint === options.mountPoint && imageSize === undefined) {
    throw new OperatorError(
      `${imageOf(mountPoint)}, the image of the encrypted volume of ${options.stack}, is gone, and with it the data. ` +
        "Put it back from a backup. If it is lost for good: make volume " +
        `STACK=${options.stack} REMOVE=yes, then make volume again. Nothing was changed.`,
    );
  }
}

async function checkSpace(mountPoint: string, size: number): Promise<void> {
  let existing = dirname(mountPoint);
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  const shown = `${Math.floor(free / 2 ** 20)} MiB`;
  if (free < quantity(leastSize)) {
    throw new OperatorError(
      `VOLUME=${mountPoint}: ${existing} has ${shown} free, and a new volume needs at least ${leastSize} at once. ` +
        "Free space, or choose a path on another disk. Nothing was changed.",
    );
  }
  if (free < size) {
    notice(
      `Volume: ${existing} has ${shown} free, less than the volume may grow to (${Math.floor(size / 2 ** 20)} MiB): ` +
        "writing fails when the disk is full, whatever the volume has left",
    );
  }
}

/** Whether this host can have a new volume, and how it will be encrypted. */
async function checkHost(options: VolumeOptions, size: number): Promise<Method> {
  const method = chooseMethod(options.method, options.kernel ?? kernelSupport());
  requirePrograms(method);
  await checkSpace(options.mountPoint, size);
  return method;
}

/** How the volume is encrypted, when it is open and all of its directories are there. */
async function methodWhenReady(directory: string, names: readonly string[]): Promise<Method | undefined> {
  const { kind } = await storageEncryption(directory);
  if (kind !== "luks" && kind !== "fscrypt") return undefined;
  const present = readdirSync(directory);
  return names.every((name) => present.includes(name)) ? kind : undefined;
}

/**
 * Makes an encrypted volume where there is none, opens and mounts one that is closed, makes the directories it lacks, and
 * does nothing when all of that is done. Nothing that exists is formatted, grown or converted.
 * @throws OperatorError with one message, and as far as it can be known beforehand, before anything is changed
 */
export async function prepareVolume(options: VolumeOptions): Promise<PreparedVolume> {
  const { mountPoint, directories, home, stack } = options;
  const [image, directory] = [imageOf(mountPoint), directoryOf(mountPoint)];
  checkNames(directories);
  const place = lookAtPlace(mountPoint);
  const exists = place.imageSize !== undefined;
  const size = sizeOf(options.size ?? defaultSize, exists ? leastSize : (options.least ?? leastSize));
  checkMemory(options, place);
  if (place.imageSize !== undefined && options.size && place.imageSize !== size) {
    throw new OperatorError(
      `SIZE=${options.size}: the volume in ${image} has ${place.imageSize / 2 ** 20}Mi, and is neither grown nor shrunk. ` +
        "Leave SIZE away. Nothing was changed.",
    );
  }
  const chosen = exists ? undefined : await checkHost(options, size);
  const key = volumeKey(options, exists);
  const files = [image, mountPoint, key, mappingOf(mountPoint)];
  if (chosen) await runPrivileged("make-image.sh", [chosen, String(size), ...files]);

  let method = place.mounted ? await methodWhenReady(directory, directories) : undefined;
  const outcome = !exists ? "made" : method ? "unchanged" : "opened";
  if (!method || (options.method && options.method !== method)) {
    const wanted = options.method ?? "any";
    await runPrivileged("open-image.sh", [...files, wanted, ...directories]);
    method = await methodWhenReady(directory, directories);
  }
  if (!method) {
    const found = await storageEncryption(directory);
    throw new OperatorError(
      `${directory} should be an encrypted volume by now, and is ${isEncrypted(found) ? "without its directories" : `'${found.kind}'`}` +
        `${found.kind === "unknown" ? ` (${found.reason})` : ""}. See what is mounted with 'findmnt ${mountPoint}'.`,
    );
  }
  recordKey(options);
  rememberVolume(volumeFile(home, stack), { mountPoint, keyFile: options.keyFile });
  if (outcome === "made")
    notice(`Volume: the key is ${keyFileOf(options)}: back it up, and keep it off the disk the volume is on`);
  return { mountPoint, directory, method, outcome };
}
