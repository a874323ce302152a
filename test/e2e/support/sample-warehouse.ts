import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { imageReference } from "../../../components/platform/images";
import { ROOT } from "../../../tools/pulumi/paths";
import { capture, type Finished } from "../../../tools/pulumi/process";
import { certify } from "./certificates";
import type { History } from "./flights-history";

const fixtures = join(ROOT, "test/e2e/fixtures/dbt");
/** Seconds that the server has to make its data directory and start. */
const patience = 60;
const confined = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"];
/** TLS 1.3 alone, and nothing plain but the container's own socket. */
const settings = [
  ...["ssl=on", "ssl_cert_file=/given/server.crt", "ssl_key_file=/tmp/server.key"],
  ...["ssl_min_protocol_version=TLSv1.3", "listen_addresses=127.0.0.1", "hba_file=/given/pg_hba.conf"],
  ...["unix_socket_directories=/tmp", "timezone=UTC", "fsync=off"],
].flatMap((setting) => ["-c", setting]);

type Value = string | number | undefined;
const csv = (rows: readonly (readonly Value[])[]) => rows.map((row) => `${row.join(",")}\n`).join("");
const columns = [
  "id",
  "flight_time",
  "origin",
  "destination",
  "delay_minutes",
  "distance_miles",
  "updated_at",
] as const;
const valuesOf = (row: object) => columns.map((name) => (row as Record<string, Value>)[name]);

/** PostgreSQL with bronze and live tables in it, on a network of its own alone, and dbt's image beside it. */
export class SampleWarehouse {
  private constructor(
    private readonly directory: string,
    private readonly name: string,
  ) {}

  /** Starts the server and fills its tables. */
  static async start(history: History): Promise<SampleWarehouse> {
    const directory = mkdtempSync(join(tmpdir(), "lakehouse-dbt-"));
    // Read by the containers' users; what is in there is good for this test alone.
    chmodSync(directory, 0o755);
    const warehouse = new SampleWarehouse(directory, `lakehouse-dbt-test-${process.pid}`);
    const authority = certify("The sample warehouse's authority");
    const { key, certificate } = certify("localhost", authority);
    const write = (name: string, content: string) => writeFileSync(join(directory, name), content);
    write("server.key", key);
    write("server.crt", certificate);
    write("ca.crt", authority.certificate);
    write("password", randomBytes(24).toString("hex"));
    copyFileSync(join(fixtures, "pg_hba.conf"), join(directory, "pg_hba.conf"));
    write(
      "bronze.csv",
      csv(history.bronze.map((row, index) => [...valuesOf(row), row.extracted_at, `raw-${index}`])),
    );
    write(
      "live.csv",
      csv(history.live.map((row) => [...valuesOf(row), "deleted_at" in row ? row.deleted_at : undefined])),
    );
    try {
      await warehouse.run();
      return warehouse;
    } catch (error) {
      await warehouse.remove();
      throw error;
    }
  }

  private async run(): Promise<void> {
    const started = await capture("docker", [
      ...["run", "--detach", `--name=${this.name}`, "--network=none", ...confined, "--memory=512m"],
      ...["--tmpfs=/tmp", "--env=PGHOST=/tmp"],
      ...[`--volume=${this.directory}:/given:ro`, `--volume=${fixtures}:/docker-entrypoint-initdb.d:ro`],
      ...["--env=POSTGRES_PASSWORD_FILE=/given/password", "--env=POSTGRES_DB=warehouse"],
      ...["--env=POSTGRES_HOST_AUTH_METHOD=scram-sha-256", "--entrypoint=bash"],
      ...[imageReference("postgresql", "local"), "-c"],
      'install -m 600 /given/server.key /tmp/server.key && exec /entrypoint.sh postgres "$@"',
      ...["start", ...settings],
    ]);
    if (started.code !== 0) throw new Error(started.stderr);
    const end = Date.now() + patience * 1000;
    // By TCP: the server that fills the tables listens at its socket alone.
    while ((await this.inside("pg_isready", "-q", "-h", "127.0.0.1")).code !== 0) {
      const { stdout } = await capture("docker", ["inspect", "--format={{.State.Running}}", this.name]);
      if (stdout.trim() !== "true" || Date.now() > end) {
        const { stdout: out, stderr } = await capture("docker", ["logs", "--tail=20", this.name]);
        throw new Error(`PostgreSQL does not start: ${out}${stderr}`);
      }
      await sleep(200);
    }
  }

  private inside = (...command: string[]): Promise<Finished> =>
    capture("docker", ["exec", this.name, ...command]);

  /** Runs statements as the server's administrator. */
  async sql(text: string): Promise<string> {
    const run = await this.inside(
      ...["psql", "-XAtq", "--username=postgres", "--dbname=warehouse"],
      ...["--set=ON_ERROR_STOP=1", `--command=${text}`],
    );
    if (run.code !== 0) throw new Error(run.stderr);
    return run.stdout.trim();
  }

  /** A query's rows. */
  async rows<Row>(query: string): Promise<Row[]> {
    return JSON.parse(
      await this.sql(`select coalesce(json_agg(answer), '[]') from (${query}) as answer`),
    ) as Row[];
  }

  /** Runs dbt as jobs do, over the project in its image. */
  dbt(args: string[], environment: Record<string, string> = {}): Promise<Finished> {
    const given = {
      ...{ DBT_TARGET: "postgres", DBT_PASSWORD_FILE: "/given/password", PGHOST: "localhost" },
      ...{ PGDATABASE: "warehouse", PGSSLROOTCERT: "/given/ca.crt" },
      REQUESTS_CA_BUNDLE: "/given/ca.crt",
      LAKEHOUSE_DBT_RESULTS: "host=localhost dbname=warehouse user=dbt",
      LAKEHOUSE_DBT_RESULTS_PASSWORD_FILE: "/given/password",
      ...environment,
    };
    return capture("docker", [
      ...["run", "--rm", `--network=container:${this.name}`, ...confined, "--tmpfs=/tmp", "--memory=512m"],
      ...[`--volume=${this.directory}:/given:ro`],
      ...Object.entries(given).map(([name, value]) => `--env=${name}=${value}`),
      ...[imageReference("pipeline", "local"), "python", "/opt/dbt/run.py", ...args],
    ]);
  }

  async remove(): Promise<void> {
    await capture("docker", ["rm", "--force", "--volumes", this.name]);
    rmSync(this.directory, { recursive: true });
  }
}
