import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import { hashDirectories } from "../../platform/images";
import type { File } from "../../platform/workload";

const configuration = "/etc/lakehouse/dbt";

/** A login of dbt's, and where it signs on. */
export interface DbtLogin {
  /** Name of the workload, which its certificate carries. */
  host: string;
  port: number;
  user: string;
  password: pulumi.Input<string>;
}

export interface DbtRunArgs {
  /** PEM of the authority that certificates are checked against. */
  authorityPem: pulumi.Input<string>;
  /** Dremio's REST interface, TLS 1.3. */
  warehouse: DbtLogin;
  /** PostgreSQL, where each run is written down in `live`, schema `ops`. */
  results: DbtLogin;
  /** Whether the table of captured changes is there: with it the unified view is built. @default false */
  live?: boolean;
}

/** What a container that runs dbt is given. */
export interface DbtRun {
  environment: Record<string, pulumi.Input<string>>;
  files: File[];
  secrets: File[];
}

/** Hash of the dbt project; images/pipeline/dbt/run.py makes the same of the files in its image. */
export const dbtProjectHash = (): string => hashDirectories(__dirname, ["project"]);

/** Variables of the project, as dbt's option `--vars` takes them; none is empty. */
export const dbtVariables = ({ live = false }: { live?: boolean }): string => (live ? "{live: true}" : "");

/** Settings and files of any run of dbt. */
export function dbtRun(args: DbtRunArgs): DbtRun {
  const { warehouse, results } = args;
  const at = (name: string) => join(configuration, name);
  return {
    environment: {
      DBT_PASSWORD_FILE: at("password"),
      DBT_TARGET: "dremio",
      DREMIO_HOST: warehouse.host,
      DREMIO_PORT: String(warehouse.port),
      DREMIO_USER: warehouse.user,
      LAKEHOUSE_DBT_PROJECT: dbtProjectHash(),
      LAKEHOUSE_DBT_RESULTS: pulumi.interpolate`host=${results.host} port=${results.port} dbname=live user=${results.user}`,
      LAKEHOUSE_DBT_RESULTS_PASSWORD_FILE: at("results-password"),
      REQUESTS_CA_BUNDLE: at("ca.crt"),
    },
    files: [{ path: at("ca.crt"), content: args.authorityPem }],
    secrets: [
      { path: at("password"), content: warehouse.password },
      { path: at("results-password"), content: results.password },
    ],
  };
}
