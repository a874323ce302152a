import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import { hashDirectories } from "../../platform/images";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";

const configuration = "/etc/lakehouse/dbt";

/** Name of the build's job; flows lead from it. */
export const dbtJob = "dbt-build";

/** What a build asks of its host. */
export const dbtFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: dbtJob,
  image: "dbt",
  memory,
});

/** dbt's login in Dremio, and where Dremio is. */
export interface DbtWarehouse {
  /** Name of Dremio's workload, which its certificate carries. */
  host: string;
  /** REST port, TLS 1.3. @default 9047 */
  port?: number;
  user: string;
  password: pulumi.Input<string>;
}

export interface DbtArgs {
  platform: Platform;
  /** PEM of the authority that Dremio's certificate is checked against. */
  authorityPem: pulumi.Input<string>;
  warehouse: DbtWarehouse;
  /** Whether the table of captured changes is there: with it the unified view is built. @default false */
  live?: boolean;
  /** While set, a build takes all of bronze again; changing it starts one. @default none: what has come since the last */
  reprocess?: string | undefined;
  /** Changing it builds again, for example the id of the sync that bronze comes from. @default none */
  after?: pulumi.Input<string> | undefined;
  /** Memory limit, for example `320Mi`; a build of this project was measured at 160 MiB. */
  memory: string;
  cpus: number;
}

/** Hash of the dbt project; images/dbt/run.py makes the same of the files in its image. */
export const dbtProjectHash = (): string => hashDirectories(__dirname, ["project"]);

/**
 * Arguments to dbt. Unit tests are for the project's own tests: they would make tables in the lake.
 */
export const dbtArguments = ({ live = false, reprocess }: Pick<DbtArgs, "live" | "reprocess">): string[] => [
  "build",
  "--exclude-resource-type",
  "unit_test",
  ...(live ? ["--vars", "{live: true}"] : []),
  ...(reprocess === undefined ? [] : ["--full-refresh"]),
];

/**
 * Builds and tests silver and gold from bronze through Dremio, as a job with an end. The job fails when a model or a
 * test fails, and names it last.
 *
 * The project is part of the image, not mounted: what was tested together is shipped together, on every platform, with
 * its directories and past the size that platforms allow for mounted files. So that a preview still shows that a model
 * has changed, the project's hash is a setting of the job; an image that holds another project refuses to run.
 */
export class Dbt extends pulumi.ComponentResource {
  constructor(name: string, args: DbtArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:processing:Dbt", name, {}, opts);
    const { platform, warehouse, reprocess, after } = args;
    platform.runJob(
      dbtJob,
      {
        image: "dbt",
        command: ["/opt/venv/bin/python", "/opt/dbt/run.py", ...dbtArguments(args)],
        environment: {
          DBT_PASSWORD_FILE: join(configuration, "password"),
          DBT_TARGET: "dremio",
          DREMIO_HOST: warehouse.host,
          DREMIO_PORT: String(warehouse.port ?? 9047),
          DREMIO_USER: warehouse.user,
          LAKEHOUSE_DBT_PROJECT: dbtProjectHash(),
          REQUESTS_CA_BUNDLE: join(configuration, "ca.crt"),
          ...(after === undefined ? {} : { LAKEHOUSE_DBT_AFTER: after }),
          ...(reprocess === undefined ? {} : { LAKEHOUSE_DBT_REPROCESS: reprocess }),
        },
        files: [{ path: join(configuration, "ca.crt"), content: args.authorityPem }],
        secrets: [{ path: join(configuration, "password"), content: warehouse.password }],
        // Compiled models and artifacts.
        scratch: { "/tmp": "32Mi" },
        resources: { memory: args.memory, cpus: args.cpus },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
