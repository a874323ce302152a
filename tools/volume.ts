/**
 * `make volume`: prepares the encrypted volume that a stack's data lies on, or opens it again, as after a restart of the
 * machine. With REMOVE=yes CONFIRM=<name> it deletes it.
 */
import { resolve } from "node:path";
import { stateDirectory } from "./pulumi/paths";
import { notice, OperatorError, runCommand } from "./pulumi/report";
import { readState } from "./recovery/state";
import { defaultMountPoint } from "./volume/layout";
import { boundDirectories } from "./volume/held";
import { volumeDirectories } from "./volume/directories";
import { methodNamed } from "./volume/method";
import { prepareVolume } from "./volume/prepare";
import { rememberedVolume, volumeFile } from "./volume/remembered";
import { removeVolume } from "./volume/remove";
import { openWorkspace, stackName } from "./workspace";

/** PostgreSQL's write-ahead log alone takes up to 1 GiB (its `max_wal_size`), beside what it and the lake hold. */
const leastSize = "2Gi";

const outcomes = {
  made: "is made and open",
  opened: "is open",
  unchanged: "is open: no change",
};

export async function volume(stack: string, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const workspace = openWorkspace(stack, { env });
  const given = workspace.config["lakehouse:name"];
  const name = typeof given === "string" ? given : `lakehouse-${stack}`;
  const home = stateDirectory(env);
  const known = rememberedVolume(volumeFile(home, stack));
  if (env.REMOVE && env.REMOVE !== "yes")
    throw new OperatorError(`REMOVE=${env.REMOVE}: allowed is yes. Nothing was changed.`);
  if (env.REMOVE) {
    if (!known) {
      console.log(`${stack} has no encrypted volume: nothing to remove.`);
      return 0;
    }
    const bound = boundDirectories(readState(workspace)?.resources ?? [], known);
    await removeVolume({ home, stack, name, volume: known, bound }, env.CONFIRM, env.DISCARD);
    console.log(`The encrypted volume at ${known.mountPoint} is gone, with its data.`);
    if (known.keyFile) console.log(`Its key is where you keep it: ${known.keyFile}`);
    return 0;
  }
  const { mountPoint, directory, method, outcome } = await prepareVolume({
    home,
    stack,
    mountPoint: env.VOLUME || known?.mountPoint || defaultMountPoint(name),
    size: env.SIZE || undefined,
    least: leastSize,
    method: methodNamed(env.METHOD),
    keyFile: env.VOLUME_KEY_FILE ? resolve(env.VOLUME_KEY_FILE) : known?.keyFile,
    directories: await volumeDirectories(workspace),
  });
  console.log(`The encrypted volume at ${mountPoint} (${method}) ${outcomes[outcome]}.`);
  const empty =
    outcome === "made" ? boundDirectories(readState(workspace)?.resources ?? [], { directory }) : [];
  if (empty.length > 0)
    notice(
      `Volume: it is new and empty, and ${name} had ${empty.join(", ")} in one that is gone. What was in it, or opened ` +
        `with keys in it, is lost: make destroy STACK=${stack} CONFIRM=${name}, then make up.`,
    );
  console.log(`Data of ${name} goes to ${directory}.`);
  return 0;
}

if (require.main === module) void runCommand(() => volume(stackName(process.env.STACK)));
