import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { notice, OperatorError } from "../pulumi/report";

/**
 * How long processes of a dead engine may take to end by themselves, then after being told to, then after being
 * killed, in milliseconds. Ours end within seconds; a plugin on Pulumi's Go SDK looks for its engine only every
 * five minutes (`rpcutil.Healthcheck` in `provider.Main`).
 */
const PATIENCE = { alone: 5_000, terminated: 10_000, killed: 20_000 };

interface Process {
  pid: number;
  parent: number;
  program: string;
}

/** The process, if it was started with `variable` in its environment; nobody can ask of another user's. */
function startedWith(pid: number, variable: string): Process | undefined {
  try {
    if (!readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(variable)) return undefined;
    const status = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent] = status.slice(status.lastIndexOf(")") + 2).split(" ");
    if (state === "Z") return undefined;
    return { pid, parent: Number(parent), program: basename(readlinkSync(`/proc/${pid}/exe`)) };
  } catch {
    return undefined;
  }
}

/**
 * Plugins, language hosts and programs that an engine of this backend left behind when it died. Everything an engine
 * starts inherits the backend's address; where no living `pulumi` is among the ancestors, the engine is dead.
 */
export function remnants(backend: string): number[] {
  const variable = `PULUMI_BACKEND_URL=${backend}`;
  const processes = new Map<number, Process>();
  for (const name of readdirSync("/proc")) {
    const found = /^\d+$/.test(name) ? startedWith(Number(name), variable) : undefined;
    if (found && found.pid !== process.pid) processes.set(found.pid, found);
  }
  const orphaned = ({ parent, program }: Process): boolean => {
    if (program === "pulumi") return false;
    const above = processes.get(parent);
    return above === undefined || orphaned(above);
  };
  return [...processes.values()].filter(orphaned).map(({ pid }) => pid);
}

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has just ended.
    }
  }
}

/**
 * Waits until nothing of a dead engine acts any more, and ends what does not end by itself: nobody waits for its
 * answer, and it would change what is about to be looked at.
 * @throws OperatorError when a process cannot be ended
 */
export async function untilNoRemnants(backend: string, patience = PATIENCE): Promise<void> {
  const start = Date.now();
  const since = () => Date.now() - start;
  let told: NodeJS.Signals | undefined;
  for (let pids = remnants(backend); pids.length > 0; pids = remnants(backend)) {
    if (since() > patience.killed) {
      throw new OperatorError(
        `Processes of the interrupted update do not end: ${pids.join(", ")}. End them ('kill -9 ${pids.join(" ")}') and run the command again.`,
      );
    }
    const due = since() > patience.terminated ? "SIGKILL" : since() > patience.alone ? "SIGTERM" : undefined;
    if (due && due !== told) {
      notice(`Recovery: ending what the interrupted update left running (${pids.join(", ")})`);
      signal(pids, due);
      told = due;
    }
    await sleep(100);
  }
}
