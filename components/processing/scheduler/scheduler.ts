import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import { connectionFiles, type ConnectionPasswords } from "../../ingestion/connections/connection-files";
import type { Footprint } from "../../platform/footprint";
import type { Platform, RunJob } from "../../platform/platform";
import { render, text } from "../../platform/template";
import type { CertificateAuthority } from "../../security/certificate-authority";
import { dbtRun, dbtVariables, type DbtRunArgs } from "../dbt/run-files";

const directory = "/etc/lakehouse/scheduler";

/** The workload's name, from which its flows lead. */
export const scheduler = "scheduler";
/** What `make demo` and `make rebuild` run inside it, with the name of a run. */
export const runProgram = `${directory}/run.sh`;

/** Where its run `docs` leaves dbt's documentation. */
export const docsPage = "/tmp/dbt-docs.html";

/** Longest gaps between two starts of change capture after which a scheduler without a good run is not healthy. */
const missedRuns = 3;

/** When what is run, in cron's five fields. */
export interface Schedules {
  /** Change data capture to the live tables. */
  changes: string;
  /** The source's new rows to bronze, and after them silver and gold. */
  batch: string;
  /** Every test over all there is. */
  daily: string;
  /** IANA name of the zone that the times are of. */
  timezone: string;
}

/**
 * What it asks of its host. The jobs of the first run have ended before it starts.
 * @param before memory limits of those jobs
 */
export const schedulerFootprint = ({ memory }: { memory: string }, before: string[]): Footprint => ({
  workload: scheduler,
  image: "pipeline",
  memory,
  before,
});

export interface SchedulerArgs extends ConnectionPasswords {
  platform: Platform;
  authority: CertificateAuthority;
  schedules: Schedules;
  /** Minutes between two runs of change capture, at most. */
  changesEvery: number;
  /** What builds silver and gold. @default nothing does: there is no warehouse */
  dbt?: DbtRunArgs | undefined;
  /** Jobs that do the first of what it does from then on. */
  after: RunJob[];
  /** Memory limit, for example `512Mi`: a run of change capture beside a sync or a build. */
  memory: string;
  cpus: number;
}

/** The time table, as supercronic reads it. Source: aptible/supercronic README.md, version 0.2.48. */
export const crontab = (schedules: Schedules, builds: boolean): string =>
  render(join(__dirname, "crontab.eta"), {
    schedules,
    timezone: schedules.timezone,
    program: runProgram,
    builds,
  });

/**
 * Runs the way of the data by time: changes, batch and what is built from it. It runs the programs of its own image, so it
 * needs no way to the engine. Nothing opens connections to it.
 *
 * A schedule does not overtake itself (supercronic), and runs that read or write bronze, silver or gold take turns by a
 * lock on a file of this container, which `make demo` and `make rebuild` take as well, since they run in here. The jobs
 * that do the same are there only while this is not: it comes after them, and goes before they run again.
 * What a run that is cut short has not saved, the next one does again.
 */
export class Scheduler extends pulumi.ComponentResource {
  constructor(args: SchedulerArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:processing:Scheduler", scheduler, {}, opts);
    const { platform, authority, schedules, dbt } = args;
    const connections = connectionFiles(authority.certificatePem, args);
    const build = dbt && dbtRun(dbt);
    const variables = dbtVariables(dbt ?? {});
    const own = (name: string) => ({ path: `${directory}/${name}`, content: text(join(__dirname, name)) });
    platform.run(
      scheduler,
      {
        image: "pipeline",
        command: ["sh", `${directory}/start.sh`],
        environment: { ...build?.environment, ...(variables ? { LAKEHOUSE_DBT_VARS: variables } : {}) },
        ports: {},
        files: [
          ...connections.files,
          ...(build?.files ?? []),
          ...["run.sh", "start.sh", "health.sh"].map(own),
          { path: `${directory}/crontab`, content: crontab(schedules, build !== undefined) },
        ],
        secrets: [...connections.secrets, ...(build?.secrets ?? [])],
        // Compiled models and artifacts; nothing that a restart must not lose.
        scratch: { "/tmp": "48Mi" },
        after: args.after.map(({ run }) => run),
        health: {
          kind: "command",
          command: ["sh", `${directory}/health.sh`, String(missedRuns * args.changesEvery)],
        },
        resources: { memory: args.memory, cpus: args.cpus },
        logs: "json",
      },
      { parent: this, dependsOn: args.after.map(({ succeeded }) => succeeded) },
    );
    this.registerOutputs();
  }
}
