/** One line of /proc/self/mountinfo (proc_pid_mountinfo(5)). */
export interface Mount {
  id: number;
  parent: number;
  /** `major:minor` of the device; major 0 where the file system has none of its own. */
  device: string;
  /** What of the file system is mounted: a directory in it, as seen from its own root. */
  root: string;
  mountPoint: string;
  filesystem: string;
  source: string;
  /** Options of the file system itself, such as overlay's `upperdir=`. */
  superOptions: string[];
}

/** The kernel writes blanks, tabs, line ends and backslashes of a path as `\` and three octal digits. */
const unescape = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));

/** Reads the text of a mountinfo file. */
export function parseMounts(text: string): Mount[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const fields = line.split(" ");
      // Optional fields stand before the lone hyphen: none or many.
      const [filesystem = "", source = "", options = ""] = fields.slice(fields.indexOf("-", 6) + 1);
      const [id, parent, device = "", root = "", mountPoint = ""] = fields;
      return {
        id: Number(id),
        parent: Number(parent),
        device,
        root: unescape(root),
        mountPoint: unescape(mountPoint),
        filesystem,
        source: unescape(source),
        superOptions: options.split(",").map(unescape),
      };
    });
}

/** Whether a path is a directory or lies below it. Both are absolute and without links. */
export const isWithin = (path: string, directory: string): boolean =>
  directory === "/" || path === directory || path.startsWith(`${directory}/`);

/**
 * The mount a path lies on. Walks from the root as the kernel does: from a mount to those made on top of it. The
 * longest mount point alone would name one that a later mount has covered.
 */
export function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  const known = new Set(mounts.map(({ id }) => id));
  let current = mounts.find((mount) => mount.mountPoint === "/" && !known.has(mount.parent));
  for (let next = current; next;) {
    current = next;
    next = mounts
      .filter(
        ({ id, parent, mountPoint }) => parent === next!.id && id !== parent && isWithin(path, mountPoint),
      )
      .sort((one, other) => one.mountPoint.length - other.mountPoint.length)[0];
  }
  return current;
}
