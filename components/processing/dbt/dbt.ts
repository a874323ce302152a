import * as pulumi from "@pulumi/pulumi";
import type { Platform, RunJob } from "../../platform/platform";
import { dbtRun, dbtVariables, type DbtRunArgs } from "./run-files";

/** Name of the build's job; flows lead from it. */
export const dbtJob = "dbt-build";

export interface DbtArgs extends DbtRunArgs {
  platform: Platform;
  /** While set, a build takes all of bronze again; changing it starts one. @default none: what has come since the last */
  reprocess?: string | undefined;
  /** Changing it builds again, for example the id of the sync that bronze comes from. @default none */
  after?: pulumi.Input<string> | undefined;
  /** Memory limit, for example `320Mi`; a build of this project was measured at 160 MiB. */
  memory: string;
  cpus: number;
}

/**
 * Arguments to dbt. Unit tests are for the project's own tests: they would make tables in the lake.
 */
export const dbtArguments = ({ live = false, reprocess }: Pick<DbtArgs, "live" | "reprocess">): string[] => [
  "build",
  "--exclude-resource-type",
  "unit_test",
  ...(live ? ["--vars", dbtVariables({ live })] : []),
  ...(reprocess === undefined ? [] : ["--full-refresh"]),
];

/**
 * Builds and tests silver and gold from bronze through Dremio, as a job with an end. The job fails when a model or a
 * test fails, and names it last. Later builds are the scheduler's.
 *
 * The project is part of the image, not mounted: what was tested together is shipped together, on every platform, with
 * its directories and past the size that platforms allow for mounted files. So that a preview still shows that a model
 * has changed, the project's hash is a setting of the job; an image that holds another project refuses to run.
 */
export class Dbt extends pulumi.ComponentResource {
  readonly job: RunJob;

  constructor(name: string, args: DbtArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:processing:Dbt", name, {}, opts);
    const { platform, reprocess, after } = args;
    const { environment, ...carried } = dbtRun(args);
    this.job = platform.runJob(
      dbtJob,
      {
        image: "pipeline",
        command: ["/opt/venv/bin/python", "/opt/dbt/run.py", ...dbtArguments(args)],
        environment: {
          ...environment,
          ...(after === undefined ? {} : { LAKEHOUSE_DBT_AFTER: after }),
          ...(reprocess === undefined ? {} : { LAKEHOUSE_DBT_REPROCESS: reprocess }),
        },
        ...carried,
        // Compiled models and artifacts.
        scratch: { "/tmp": "32Mi" },
        resources: { memory: args.memory, cpus: args.cpus },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
