import type Docker from "dockerode";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { capture } from "../pulumi/process";
import { OperatorError } from "../pulumi/report";
import { deleteKey } from "./key";
import { requireNotHeld } from "./held";
import { checkNames, imageOf, mappingOf } from "./layout";
import { lookAtPlace } from "./place";
import { runPrivileged } from "./privileged";
import { forgetVolume, volumeFile, type RememberedVolume } from "./remembered";

const script = join(__dirname, "empty-directories.sh");

/** Unmounts and locks a volume; its data and key stay. `make volume` opens it again. */
export async function closeVolume(mountPoint: string): Promise<void> {
  lookAtPlace(mountPoint);
  const args = [imageOf(mountPoint), mountPoint, mappingOf(mountPoint), "KEEP"];
  if (existsSync(imageOf(mountPoint))) await runPrivileged("close-image.sh", args);
}

/**
 * Deletes a stack's volume, and the key that was made for it.
 * @param name the stack's own, which the operator must have repeated
 * @param bound directories that the stack's Docker volumes are bound to
 * @param discard volumes whose data may go with it, with commas between them @default none
 * @throws OperatorError without the confirmation, or when the volume is in use or holds other data
 */
export async function removeVolume(
  options: { home: string; stack: string; name: string; volume: RememberedVolume; bound: readonly string[] },
  confirmation: string | undefined,
  discard?: string,
): Promise<void> {
  const { home, stack, name, volume } = options;
  const { mountPoint, keyFile } = volume;
  const image = imageOf(mountPoint);
  if (confirmation !== name) {
    throw new OperatorError(
      `This removes the encrypted volume at ${mountPoint} (${image}) with all data in it, and its key, for good. ` +
        `Nothing has been done${confirmation ? ` (CONFIRM=${confirmation} is not the stack's name)` : ""}. ` +
        `If that is what you want: make volume STACK=${stack} REMOVE=yes CONFIRM=${name}`,
    );
  }
  if (existsSync(image)) {
    lookAtPlace(mountPoint);
    await requireNotHeld(options, discard);
    await runPrivileged("close-image.sh", [image, mountPoint, mappingOf(mountPoint), "DELETE"]);
  }
  deleteKey({ home, stack, keyFile });
  forgetVolume(volumeFile(home, stack));
}

/** What empties directories that belong to root and to users of containers. */
export interface Emptying {
  /** Where the directories are: `directory` of a prepared volume. */
  directory: string;
  names: readonly string[];
  /** For those who are not root: an engine of this host, and an image on it that has a shell, find, chown and chmod. */
  engine: { docker: Docker; image: string };
}

/**
 * Removes what is in a stack's directories of a volume; the directories stay, root's own and empty, as Docker will not
 * make them. Root does it directly, others in a short-lived container without a network.
 * @throws OperatorError with the reason when something is left
 */
export async function emptyVolumeDirectories({ directory, names, engine }: Emptying): Promise<void> {
  checkNames(names);
  if (names.length === 0 || !existsSync(directory)) return;
  const { code, said } =
    process.getuid?.() === 0
      ? await emptyDirectly(names.map((name) => join(directory, name)))
      : await emptyInContainer(directory, names, engine);
  if (code !== 0)
    throw new OperatorError(`The directories in ${directory} cannot be emptied: ${said.trim()}`);
}

async function emptyDirectly(paths: string[]): Promise<{ code: number; said: string }> {
  const { code, stderr } = await capture("sh", [script, ...paths]);
  return { code, said: stderr };
}

/** Empties them in a container: whoever may use the engine may do so without sudo. */
export async function emptyInContainer(
  directory: string,
  names: readonly string[],
  { docker, image }: Emptying["engine"],
): Promise<{ code: number; said: string }> {
  const output = new PassThrough();
  const said: Buffer[] = [];
  output.on("data", (chunk: Buffer) => said.push(chunk));
  const container = await docker.createContainer({
    Image: image,
    User: "0:0",
    Entrypoint: ["sh", "-c", readFileSync(script, "utf8"), "empty-directories.sh"],
    Cmd: names.map((name) => `/volumes/${name}`),
    NetworkDisabled: true,
    Tty: true,
    HostConfig: {
      NetworkMode: "none",
      // Unlike `Binds`, this refuses a directory that is not there instead of making it.
      Mounts: [{ Type: "bind", Source: directory, Target: "/volumes" }],
    },
  });
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    stream.pipe(output);
    await container.start();
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    return { code: StatusCode, said: Buffer.concat(said).toString() };
  } finally {
    await container.remove({ force: true });
  }
}
