import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { isWithin } from "./mount-table";

/** Whether a path is encrypted by its file system (fscrypt), and whether its key is loaded. */
export type FscryptState =
  { kind: "none" } | { kind: "unlocked" | "locked"; directory: string } | { kind: "unknown"; reason: string };

/** Debian has no /usr/sbin on the PATH of those who are not root. */
const environment = () => ({
  ...process.env,
  LC_ALL: "C",
  PATH: [process.env.PATH, "/usr/sbin", "/sbin"].filter(Boolean).join(delimiter),
});

/** Runs a program; standard output and error, or undefined where it is not installed. */
function run(command: string, args: string[]): Promise<{ failed: boolean; text: string } | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { env: environment() }, (error, stdout, stderr) => {
      if (error?.code === "ENOENT") resolve(undefined);
      else resolve({ failed: error !== null, text: error ? stderr : stdout });
    });
  });
}

/** What `lsattr` says of a path; "denied" where this user may not ask. */
async function attributeOf(path: string): Promise<"encrypted" | "none" | "denied" | "no-lsattr"> {
  const said = await run("lsattr", ["-d", path]);
  if (!said) return "no-lsattr";
  // Reported as a failure to read the flags, and the exit code may be 0 for all that.
  if (/Permission denied/.test(said.text) || (said.failed && /Operation not permitted/.test(said.text)))
    return "denied";
  // File systems that have no such attributes say so by failing.
  if (said.failed) return "none";
  return said.text.split(" ")[0]?.includes("E") ? "encrypted" : "none";
}

/**
 * Names in a directory without its key are ciphertext in Base64url, after an 8-byte hash: 32 characters and more
 * (Documentation/filesystems/fscrypt.rst of Linux, "No-key name").
 */
const withoutKey = /^[A-Za-z0-9_,+-]{32,}$/;

/** Whether the key of an encrypted directory is loaded. */
async function lockOf(directory: string): Promise<FscryptState> {
  const said = await run("fscrypt", ["status", directory]);
  const unlocked = /^Unlocked: (Yes|No|Partially)/m.exec(said && !said.failed ? said.text : "")?.[1];
  // "Partially": the key is gone, and some files are still open.
  if (unlocked) return { kind: unlocked === "Yes" ? "unlocked" : "locked", directory };
  // fscrypt lets nobody but root read its policies: the names tell as well.
  const names = await readdir(directory).catch(() => []);
  if (names.length > 0)
    return { kind: names.every((name) => withoutKey.test(name)) ? "locked" : "unlocked", directory };
  return {
    kind: "unknown",
    reason: `${directory} is encrypted with fscrypt; only root can see whether it is unlocked`,
  };
}

/** Whether fscrypt keeps policies on a file system; whoever uses something else there has no directory of these. */
const hasPolicies = (mountPoint: string): Promise<boolean> =>
  readdir(join(mountPoint, ".fscrypt", "policies")).then(
    (names) => names.length > 0,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );

/**
 * Looks at a path and, where this user may not, at the directories above it on the same mount: what lies in an
 * encrypted directory is encrypted with it.
 */
export async function fscryptState(path: string, mountPoint: string): Promise<FscryptState> {
  for (let at = path; isWithin(at, mountPoint); at = dirname(at)) {
    const attribute = await attributeOf(at);
    if (attribute === "no-lsattr")
      return { kind: "unknown", reason: "lsattr (package e2fsprogs) is not installed" };
    if (attribute === "encrypted") return lockOf(at);
    if (attribute === "none") {
      if (at === path || !(await hasPolicies(mountPoint))) return { kind: "none" };
      break;
    }
    if (at === dirname(at)) break;
  }
  return { kind: "unknown", reason: `only root can see whether ${path} is encrypted with fscrypt` };
}
