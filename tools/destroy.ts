/** `make destroy`: removes a stack with its data, keys and credentials. Asks for the stack's name first. */
import { rememberedRules } from "./firewall/remembered";
import { releaseVolumesLeftOut } from "./kept-volumes";
import { openSession, operate, removeStack } from "./operate";
import { stateDirectory } from "./pulumi/paths";
import { INTERRUPTED } from "./pulumi/process";
import { OperatorError, runCommand } from "./pulumi/report";
import { releaseWithoutServers } from "./recovery/release";
import { recover } from "./recovery/recover";
import { readState } from "./recovery/state";
import { labelOf, refuseUnknownStack } from "./recovery/unknown-stack";
import { emptyEncryptedDirectories } from "./volume/directories";
import { openWorkspace, stackName } from "./workspace";

export async function destroy(stack: string, confirmation: string | undefined): Promise<number> {
  const workspace = openWorkspace(stack);
  if (!workspace.exists()) {
    await refuseUnknownStack({ workspace, env: process.env });
    console.log(`${stack} does not exist: nothing to destroy.`);
    return 0;
  }
  const name = labelOf(workspace);
  if (confirmation !== name) {
    throw new OperatorError(
      `This removes ${name} with all its data, encryption keys and credentials, for good. ` +
        `Nothing has been done${confirmation ? ` (CONFIRM=${confirmation} is not its name)` : ""}. ` +
        `If that is what you want: make destroy STACK=${stack} CONFIRM=${name}`,
    );
  }
  const { resources, pending } = readState(workspace)!;
  if (resources.length + pending.length === 0) {
    // Only previewed, perhaps on a machine on which it could not come up.
    await removeStack(await openSession(stack, { providers: false }));
    console.log(`${name} is gone; there was nothing of it but its name.`);
    return 0;
  }
  const session = await openSession(stack, {
    overrides: { "lakehouse:lifecycle": "disposable" },
    discard: true,
  });
  await recover(session, "destroy");
  // What the configuration leaves out, no update lifts the protection of.
  await releaseVolumesLeftOut(session);
  // Protection is part of the state: an update must lift it before anything can be deleted.
  const lifted = await operate(session, "up");
  if (lifted.code === INTERRUPTED) return lifted.code;
  if (lifted.code !== 0) await releaseWithoutServers(session);
  const outcome = await operate(session, "destroy");
  if (outcome.code !== 0) return outcome.code;
  await emptyEncryptedDirectories(session.workspace);
  await removeStack(session);
  console.log(`\n${name} is gone, with its data, keys and credentials.`);
  const rules = rememberedRules(stateDirectory(), stack);
  if (rules)
    console.log(
      `Its table inet ${rules.table} in this host's firewall needs root: make firewall STACK=${stack} REMOVE=yes`,
    );
  return 0;
}

if (require.main === module)
  void runCommand(() => destroy(stackName(process.env.STACK), process.env.CONFIRM));
