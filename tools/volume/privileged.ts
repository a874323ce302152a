import { delimiter, join } from "node:path";
import { capture, findOnPath } from "../pulumi/process";
import { notice, OperatorError } from "../pulumi/report";
import type { Method } from "./method";

/** The scripts here that need root, and what each does with it. */
const purposes = {
  "make-image.sh":
    "to make a file system in an image file and encrypt it (mkfs.ext4, mount, fscrypt or cryptsetup)",
  "open-image.sh": "to unlock and mount the volume and make directories in it (mount, fscrypt or cryptsetup)",
  "list-filled.sh": "to see what the volume still holds",
  "close-image.sh": "to unmount and lock the volume (umount, cryptsetup)",
} as const;
export type PrivilegedScript = keyof typeof purposes;

/** Program → the package it comes in; the name is the same in Debian, Ubuntu, Fedora and Arch. */
const common: Record<string, string> = {
  "mkfs.ext4": "e2fsprogs",
  lsattr: "e2fsprogs",
  ...Object.fromEntries(
    ["blkid", "flock", "losetup", "mount", "mountpoint", "unshare"].map((name) => [name, "util-linux"]),
  ),
};
const programs: Record<Method, Record<string, string>> = {
  luks: { ...common, cryptsetup: "cryptsetup" },
  fscrypt: { ...common, fscrypt: "fscrypt" },
};

/**
 * Checks that the programs a method needs are installed.
 * @throws OperatorError naming them and their packages
 */
export function requirePrograms(method: Method, env: NodeJS.ProcessEnv = process.env): void {
  // Debian has no sbin on the PATH of those who are not root.
  const PATH = [env.PATH, "/usr/sbin", "/sbin"].filter(Boolean).join(delimiter);
  const missing = Object.entries(programs[method]).filter(([name]) => !findOnPath(name, { PATH }));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(([, from]) => from))].join(" ");
  throw new OperatorError(
    `METHOD=${method} needs programs that are not installed: ${missing.map(([name]) => name).join(", ")}. ` +
      `Install them, on Debian and Ubuntu with: sudo apt-get install ${packages}`,
  );
}

/** The command that runs a script, as root. A new image is made where no other process sees its mounts. */
export function scriptCommand(script: PrivilegedScript, args: string[]): [string, ...string[]] {
  const apart = script === "make-image.sh" ? ["unshare", "--mount", "--propagation", "private"] : [];
  return [...apart, "bash", join(__dirname, script), ...args] as [string, ...string[]];
}

/**
 * Runs a script as root: directly, or through sudo, which may ask for a password.
 * @returns what it printed
 * @throws OperatorError with the reason the script gives
 */
export async function runPrivileged(script: PrivilegedScript, args: string[]): Promise<string> {
  let command = scriptCommand(script, args);
  if (process.getuid?.() !== 0) {
    if (!findOnPath("sudo")) {
      throw new OperatorError(
        `Root is needed ${purposes[script]}, and sudo is not installed. Run the command as root, with the same LAKEHOUSE_HOME.`,
      );
    }
    notice(`Root is needed ${purposes[script]}: sudo may ask for your password`);
    command = ["sudo", "--", ...command];
  }
  const { code, stdout, stderr } = await capture(command[0], command.slice(1));
  if (code !== 0) throw new OperatorError(stderr.trim() || `${script} ended with exit code ${code}.`);
  return stdout;
}
