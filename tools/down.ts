/** `make down`: removes what runs and keeps what must not be lost: data, keys and credentials. */
import { openSession, operate } from "./operate";
import { runCommand } from "./pulumi/report";
import { openWorkspace, stackName } from "./workspace";

export async function down(stack: string): Promise<number> {
  if (!openWorkspace(stack).exists()) {
    console.log(`${stack} is not up: nothing to stop.`);
    return 0;
  }
  const session = await openSession(stack, { overrides: { "lakehouse:lifecycle": "stopped" } });
  const outcome = await operate(session, "up");
  if (outcome.code !== 0) return outcome.code;
  const kept = "Data, keys and credentials are kept; `make up` starts it again with them.";
  console.log(`\n${stack} is stopped${outcome.changes > 0 ? "" : ": no change"}. ${kept}`);
  return 0;
}

if (require.main === module) void runCommand(() => down(stackName(process.env.STACK)));
