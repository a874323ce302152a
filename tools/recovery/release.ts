/** What makes a stack removable of which no server starts any more. */
import type { Session } from "../operate";
import { notice } from "../pulumi/report";
import { insideServers, type Deployment } from "./adoption";
import { editState } from "./edit-state";
import { recover } from "./recover";

/** Does to the state what an update to `lifecycle: disposable` does: see `durable` and `inServer` of the platform. */
export function release({ deployment }: Deployment): void {
  for (const resource of deployment.resources ?? []) {
    delete resource.protect;
    if (insideServers.test(resource.type)) resource.retainOnDelete = true;
  }
}

/** Lifts every protection in the state alone, after the update that was to do so has failed. */
export async function releaseWithoutServers(session: Session): Promise<void> {
  // The update may have left something unfinished on the engine.
  await recover(session, "destroy");
  await editState(session, release);
  notice(
    "\nThe update that lifts the protection failed, as where a server cannot start. It is lifted in the state instead; " +
      "what lies inside the servers goes with their volumes.\n",
  );
}
