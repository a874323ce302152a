import { lstatSync, readdirSync, readFileSync, realpathSync, statSync, type Stats } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { mountOf, parseMounts, type Mount } from "../../components/platform/docker-host/mount-table";
import { isDataDirectory } from "../../policies/lib/host-path";
import { OperatorError } from "../pulumi/report";
import { directoryOf, imageOf, mappingOf } from "./layout";

/** What is at the place of a volume. */
export interface Place {
  /** Bytes of its image, or undefined when there is none yet. */
  imageSize: number | undefined;
  /** Whether the volume is mounted; it may be locked all the same. */
  mounted: boolean;
}

const refuse = (mountPoint: string, why: string): never => {
  throw new OperatorError(`VOLUME=${mountPoint}: ${why} Nothing was changed.`);
};

function look(mountPoint: string, path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (code === "EACCES")
      return refuse(
        mountPoint,
        `this user may not look at ${path}. Choose a place you can see, or run as root.`,
      );
    return refuse(mountPoint, `${message}.`);
  }
}

function checkPath(mountPoint: string): void {
  if (!/^(\/[a-zA-Z0-9_.-]+){2,}$/.test(mountPoint) || normalize(mountPoint) !== mountPoint) {
    refuse(
      mountPoint,
      "allowed is an absolute path of at least two parts, of letters, digits, '_', '.' and '-', without '..' and without " +
        "a '/' at its end, such as /var/lib/lakehouse/lakehouse-dev.",
    );
  }
  let existing = mountPoint;
  while (!look(mountPoint, existing)) existing = dirname(existing);
  if (!statSync(existing, { throwIfNoEntry: false })?.isDirectory())
    refuse(mountPoint, `${existing} is not a directory.`);
  const real = realpathSync(existing);
  if (real !== existing)
    refuse(mountPoint, `${existing} is a link or lies behind one. Name the real path, under ${real}.`);
}

const mountTable = () => parseMounts(readFileSync("/proc/self/mountinfo", "utf8"));

/** Whether a device is that of the volume with this mount point. */
function isVolume(device: string, mountPoint: string): boolean {
  const said = (file: string) => {
    try {
      return readFileSync(join("/sys/dev/block", device, file), "utf8").trimEnd();
    } catch {
      return undefined;
    }
  };
  return said("loop/backing_file") === imageOf(mountPoint) || said("dm/name") === mappingOf(mountPoint);
}

/** What is mounted exactly there: this volume, something else, or nothing. */
function mountedThere(mountPoint: string): "volume" | "other" | "nothing" {
  const mount = mountOf(mountTable(), mountPoint);
  if (mount?.mountPoint !== mountPoint) return "nothing";
  return isVolume(mount.device, mountPoint) ? "volume" : "other";
}

/** Mounts of the volume, or of directories in it, at other places: Docker makes one for each of its volumes in use. */
export const mountedElsewhere = (mountPoint: string): Mount[] =>
  mountTable().filter((mount) => mount.mountPoint !== mountPoint && isVolume(mount.device, mountPoint));

/**
 * Looks at the place of a volume.
 * @throws OperatorError when a volume can neither be nor be made there
 */
export function lookAtPlace(mountPoint: string): Place {
  checkPath(mountPoint);
  const there = mountedThere(mountPoint);
  if (there === "other")
    refuse(mountPoint, "something else is mounted there. Unmount it, or choose another path.");
  if (!isDataDirectory(directoryOf(mountPoint)))
    refuse(
      mountPoint,
      "policies take no data there. Choose a directory below /srv, /mnt, /data, /opt or /var/lib/lakehouse.",
    );
  const image = look(mountPoint, imageOf(mountPoint));
  if (image && !image.isFile())
    refuse(
      mountPoint,
      `${imageOf(mountPoint)} should be the volume's image, and is not a file. Move it away.`,
    );
  if (!image && look(mountPoint, mountPoint)) {
    try {
      if (readdirSync(mountPoint).length > 0)
        refuse(
          mountPoint,
          "the directory is not empty, and its content would be hidden. Choose another path, or empty it.",
        );
    } catch (error) {
      if (error instanceof OperatorError) throw error;
      refuse(mountPoint, `the directory cannot be read: ${(error as Error).message}.`);
    }
  }
  return { imageSize: image?.size, mounted: there === "volume" };
}
