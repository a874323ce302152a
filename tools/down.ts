/** `make down`: removes what runs and keeps what must not be lost: data, keys and credentials. */
import { openSession, operate } from "./operate";
import { runCommand } from "./pulumi/report";
import { recover } from "./recovery/recover";
import { readState } from "./recovery/state";
import { settle } from "./rollout";
import { refuseUnknownStack } from "./recovery/unknown-stack";
import { openWorkspace, stackName } from "./workspace";

export async function down(stack: string): Promise<number> {
  const workspace = openWorkspace(stack);
  // A preview makes the stack, and nothing in it.
  const { resources, pending } = readState(workspace) ?? { resources: [], pending: [] };
  if (resources.length + pending.length === 0) {
    await refuseUnknownStack({ workspace, env: process.env });
    console.log(`${stack} is not up: nothing to stop.`);
    return 0;
  }
  const session = await openSession(stack, { overrides: { "lakehouse:lifecycle": "stopped" } });
  await recover(session, "down");
  const outcome = await operate(session, "up");
  if (outcome.code !== 0) return outcome.code;
  await settle(session.workspace);
  const kept = `Data, keys and credentials are kept; 'make up STACK=${stack}' starts it again with them.`;
  console.log(`\n${stack} is stopped${outcome.changes > 0 ? "" : ": no change"}. ${kept}`);
  return 0;
}

if (require.main === module) void runCommand(() => down(stackName(process.env.STACK)));
