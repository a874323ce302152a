/** What a stack's private state says of itself. */
import { existsSync, readdirSync } from "node:fs";
import type { Finding } from "../../components/platform/docker-host/host-checks";
import { requireClock } from "../preconditions";
import { readState, type State } from "../recovery/state";
import type { Workspace } from "../workspace";
import { failed, ok, tried } from "./finding";

const subject = "state of the stack";

function resources({ resources: all, pending }: State): Finding {
  return pending.length === 0
    ? ok(subject, `${all.length} resources`)
    : {
        subject,
        state: "short",
        what: `its last update was interrupted with ${pending.length} operations under way`,
        remedy: "run the command again: it takes stock of what they left first.",
      };
}

export function stateFindings(workspace: Workspace): Finding[] {
  if (!workspace.exists()) return [ok(subject, `${workspace.stack} has not been made yet`)];
  const findings: Finding[] = [];
  try {
    findings.push(resources(readState(workspace) ?? { resources: [], pending: [] }));
  } catch (error) {
    // Whatever else would be read from it says the same.
    return [failed(subject, error)];
  }
  findings.push(tried("clock", () => requireClock(workspace), "not behind the state"));
  const locks = existsSync(workspace.locks)
    ? readdirSync(workspace.locks).filter((name) => name.endsWith(".json"))
    : [];
  if (locks.length > 0) {
    findings.push({
      subject: "lock",
      state: "short",
      what: `an update is under way, or ended without a trace: ${locks.join(", ")} in ${workspace.locks}`,
      remedy: "wait for it; a lock whose process has died is removed by the next command.",
    });
  }
  return findings;
}
