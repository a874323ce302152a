import type { Footprint } from "../../platform/footprint";
import type { File, WorkloadArgs } from "../../platform/workload";
import { configuration } from "./configuration";

/** Names of the workloads, from which their flows lead. */
export const worker = "superset-worker";
export const beat = "superset-beat";

/** Seconds since a heartbeat after which each counts as gone: it is sent every 2 s, and at every look at the clock. */
const patience = { [worker]: 20, [beat]: 60 };

const heartbeat = (name: typeof worker | typeof beat): WorkloadArgs["health"] => ({
  kind: "command",
  command: ["python", `${configuration}/heartbeat.py`, String(patience[name])],
});

/** What the background asks of its host. */
export const backgroundFootprints = (config: { workerMemory: string; beatMemory: string }): Footprint[] => [
  { workload: worker, image: "superset", memory: config.workerMemory },
  { workload: beat, image: "superset", memory: config.beatMemory },
];

/** What a workload of Superset's is given. */
export interface Given {
  environment: Record<string, string>;
  files: File[];
  secrets: File[];
}

/**
 * Queries and housekeeping away from the web server: one task at a time, in a process of its own, so that one that takes
 * too long can be ended.
 */
export const workerArgs = (given: Given, memory: string, cpus: number): WorkloadArgs => ({
  image: "superset",
  command: [
    ...["celery", "--quiet", "--app=worker:app", "worker", "--pool=prefork", "--concurrency=1", "-Ofair"],
    ...[`--hostname=${worker}@%h`, "--without-gossip", "--without-mingle"],
  ],
  ...given,
  ports: {},
  scratch: { "/tmp": "64Mi" },
  health: heartbeat(worker),
  resources: { memory, cpus },
  logs: "json",
});

/** Sends housekeeping by the clock. It loads nothing of Superset and has none of its secrets. */
export const beatArgs = (given: Given, memory: string): WorkloadArgs => ({
  image: "superset",
  command: ["celery", "--quiet", "--app=beat:app", "beat", "--scheduler=beat:Clock", "--pidfile="],
  ...given,
  ports: {},
  scratch: { "/tmp": "1Mi" },
  health: heartbeat(beat),
  resources: { memory, cpus: 0.2 },
  logs: "json",
});
