import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import type { Platform, RunJob } from "../../platform/platform";
import { render } from "../../platform/template";

const directory = "/etc/lakehouse/postgresql-key";

/** Memory limit of the job. */
export const keyJobMemory = "64Mi";

export interface DatabaseKeyArgs {
  platform: Platform;
  /** Workload and port of the server. */
  server: { name: string; port: number };
  administrator: { user: string; password: pulumi.Input<string> };
  /** PEM of the authority the server's certificate is checked against. */
  authorityPem: pulumi.Input<string>;
  /** Number of the principal key the databases are to use. */
  number: number;
}

/** A job that adds the configured encryption key where it is not there yet, and moves the databases to it. */
export function databaseKey(
  name: string,
  { platform, server, administrator, authorityPem, number }: DatabaseKeyArgs,
  opts: pulumi.ComponentResourceOptions,
): RunJob {
  return platform.runJob(
    name,
    {
      image: "postgresql",
      command: ["psql", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--quiet", `--file=${directory}/key.sql`],
      environment: {
        PGHOST: server.name,
        PGPORT: String(server.port),
        PGDATABASE: "postgres",
        PGUSER: administrator.user,
        PGPASSFILE: `${directory}/pgpass`,
        PGSSLMODE: "verify-full",
        PGSSLROOTCERT: `${directory}/ca.crt`,
        PGCONNECT_TIMEOUT: "15",
      },
      files: [
        { path: `${directory}/ca.crt`, content: authorityPem },
        { path: `${directory}/key.sql`, content: render(join(__dirname, "key.sql.eta"), { number }) },
      ],
      secrets: [
        {
          path: `${directory}/pgpass`,
          content: pulumi.interpolate`${server.name}:${server.port}:*:${administrator.user}:${administrator.password}\n`,
        },
      ],
      resources: { memory: keyJobMemory, cpus: 0.5 },
    },
    opts,
  );
}
