/** `make preview`: shows what an update would change and what the policies say of it. */
import { ensureStack, openSession, operate } from "./operate";
import { requireFittingHost } from "./preconditions";
import { runCommand } from "./pulumi/report";
import { stackName } from "./workspace";

export async function preview(stack: string): Promise<number> {
  const session = await openSession(stack, { before: requireFittingHost });
  await ensureStack(session);
  return (await operate(session, "preview", ["--diff"])).code;
}

if (require.main === module) void runCommand(() => preview(stackName(process.env.STACK)));
