/** What building images needs from the machine. */
import { findOnPath } from "../../tools/pulumi/process";
import { notice, OperatorError } from "../../tools/pulumi/report";
import { run } from "./command";

/** Packages of Debian's that make root file systems, and the keys that its packages are checked with. */
const packages = ["mmdebstrap", "debian-archive-keyring"];

/** Makes sure that `mmdebstrap` is there; installs it where this process may. */
export async function ensureMmdebstrap(): Promise<void> {
  if (findOnPath("mmdebstrap") === undefined) {
    await installDebianPackages(packages, "Local images are built from Debian's packages");
  }
  if (process.getuid?.() !== 0 && findOnPath("newuidmap") === undefined) {
    throw new OperatorError(
      "Building local images needs root, or user namespaces with sub-ids. Run it once as root " +
        "(the built images are kept in the cache), or run once: sudo apt-get install uidmap",
    );
  }
}

/** Installs packages with apt-get; where that cannot be done, says what to run instead. */
export async function installDebianPackages(names: readonly string[], reason: string): Promise<void> {
  const command = `apt-get install --no-install-recommends ${names.join(" ")}`;
  if (findOnPath("apt-get") === undefined) {
    throw new OperatorError(
      `${reason}, and ${names[0]} is not on PATH; this machine has no apt-get to install it with. ` +
        "Use a Debian or Ubuntu machine, or `images: registry` on one that reaches an image registry.",
    );
  }
  if (process.getuid?.() !== 0) {
    throw new OperatorError(
      `${reason}, and ${names[0]} is not on PATH; installing it needs root. Run once: sudo ${command}`,
    );
  }
  notice(`installing ${names.join(", ")} (apt-get)`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "--quiet"], { env });
  await run("apt-get", ["install", "--yes", "--quiet", "--no-install-recommends", ...names], { env });
}
