import type Docker from "dockerode";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "./bench";
import { interleave, type Figure } from "./figures";
import { Helper } from "./helper";
import type { BenchStack } from "./stack";

/** Seconds one run of pgbench takes. */
const SECONDS = 3;
const SCALE = 10;
const CLIENTS = 4;
const HBA = "/bench/pg_hba.conf";
/** Seconds the server has to make its data directory and start. */
const PATIENCE = 90;

const WORKLOADS = { "TPC-B-like": [], "select-only": ["-S"] } as const;
type Workload = keyof typeof WORKLOADS;
type Mode = "disable" | "require";

/**
 * A second server with everything the stack's has (image, arguments, configuration, certificate, limits), except
 * that it also takes plain connections, keeps data of its own, and listens on its own loopback alone.
 */
async function startServer(stack: BenchStack): Promise<Helper> {
  const { Config, HostConfig: host, Id } = await stack.container("postgresql").inspect();
  // What belongs to the place and not to the server: its data, its network, how it is started again.
  const others = { Binds: [], PortBindings: {}, RestartPolicy: { Name: "no" }, ReadonlyRootfs: false };
  const limits: Docker.HostConfig = { ...host, ...others, NetworkMode: "none" };
  const tmpfs = host.Tmpfs as Record<string, string>;
  return Helper.start(
    stack,
    "server-of-both",
    {
      Image: Config.Image,
      User: Config.User,
      Env: Config.Env,
      Entrypoint: Config.Entrypoint,
      Cmd: [...(Config.Cmd ?? []), "-c", "listen_addresses=127.0.0.1", "-c", `hba_file=${HBA}`],
      Volumes: { "/data/db": {} },
      HostConfig: {
        ...limits,
        // The key ring needs a directory that the server's user owns.
        Tmpfs: { ...tmpfs, "/data/keys": tmpfs["/var/run/postgresql"]! },
      },
    },
    [{ path: HBA, content: readFileSync(join(__dirname, "pg_hba.conf"), "utf8"), user: owner(Config.User) }],
  ).catch((error: Error) => {
    throw new Error(`the second server, like ${Id.slice(0, 12)}, does not start: ${error.message}`);
  });
}

const owner = (user: string): number => Number(user.split(":")[0]);

async function ready(client: Helper): Promise<void> {
  const end = Date.now() + PATIENCE * 1000;
  for (;;) {
    try {
      await client.run(["pg_isready", "-q", "-h", "127.0.0.1"]);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(250);
    }
  }
}

/** What the server itself says of the connection. */
async function checkMode(client: Helper, env: (mode: Mode) => Record<string, string>): Promise<void> {
  const query =
    "select coalesce(version, 'plain') from pg_catalog.pg_stat_ssl where pid = pg_catalog.pg_backend_pid()";
  for (const [mode, expected] of [
    ["disable", "plain"],
    ["require", "TLSv1.3"],
  ] as const) {
    const found = (await client.run(["psql", "-XAtc", query], env(mode))).trim();
    if (found !== expected) throw new Error(`sslmode=${mode} gives ${found}, not ${expected}`);
  }
}

/** Transactions a second, without the time that connecting takes. */
async function transactions(
  client: Helper,
  workload: Workload,
  env: Record<string, string>,
): Promise<number> {
  const clients = ["-c", String(CLIENTS), "-j", "2", "-T", String(SECONDS)];
  const printed = await client.run(["pgbench", "-n", ...clients, ...WORKLOADS[workload]], env);
  const found = /^tps = ([\d.]+)/m.exec(printed)?.[1];
  if (!found) throw new Error(`pgbench printed ${JSON.stringify(printed)}`);
  return Number(found);
}

export const postgresql: Bench = {
  title: "PostgreSQL",
  rounds: 6,
  async measure(context) {
    const stack = await context.stack();
    const login = stack.outputs.credentials.postgresql!.administrator!;
    const env = (mode: Mode) => ({
      ...{ PGHOST: "127.0.0.1", PGUSER: login.user!, PGPASSWORD: login.password! },
      ...{ PGDATABASE: "postgres", PGSSLMODE: mode },
      // The administrator's own search path leads to the system catalogue, where pgbench may make no tables.
      PGOPTIONS: "-c search_path=public",
    });
    const server = await startServer(stack);
    const helpers = [server];
    try {
      const { Image } = await server.container.inspect();
      const client = await Helper.start(stack, "client-of-both", {
        Image,
        Entrypoint: ["sleep", "infinity"],
        HostConfig: { NetworkMode: `container:${server.container.id}`, Init: true },
      });
      helpers.unshift(client);
      await ready(client);
      await checkMode(client, env);
      await client.run(["pgbench", "-i", "-q", "-s", String(SCALE)], env("disable"));
      const figures: Figure[] = [];
      for (const workload of Object.keys(WORKLOADS) as Workload[]) {
        const samples = await interleave(
          {
            plain: () => transactions(client, workload, env("disable")),
            tls: () => transactions(client, workload, env("require")),
          },
          context.rounds,
          context.onRound,
        );
        figures.push({
          title: `pgbench, ${workload}, over TLS 1.3, against plain`,
          unit: "transactions/s",
          subject: { label: "TLS 1.3", samples: samples.tls },
          reference: { label: "plain", samples: samples.plain },
          goal: { atLeast: 0.85 },
        });
      }
      return figures;
    } finally {
      for (const each of helpers) await each.remove();
    }
  },
};
