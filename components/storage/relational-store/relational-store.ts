import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import type { Footprint } from "../../platform/footprint";
import { withLoopback } from "../../platform/listening";
import type { Platform } from "../../platform/platform";
import { mebibytes } from "../../platform/quantity";
import { render, text } from "../../platform/template";
import { ServerCertificate, type CertificateAuthority } from "../../security/certificate-authority";
import { databases } from "../../security/roles";
import { Credential } from "../../security/credential";
import { trustFile } from "../../security/trust-bundle";
import { RelationalStoreAccess, type DatabaseLogin } from "./access";
import { databaseKey, keyJobMemory } from "./encryption-key";

const port = 5432;
const dataDirectory = "/data/db";
const keyDirectory = "/data/keys";
const configuration = "/etc/lakehouse/postgresql";

/** Share of the memory limit for PostgreSQL's own cache, and what the planner counts on: its manual, section 19.4. */
function memorySettings(limit: string): Record<string, string> {
  const total = mebibytes(limit);
  return { shared_buffers: `${Math.floor(total / 4)}MB`, effective_cache_size: `${Math.floor(total / 2)}MB` };
}

const flags = (settings: Record<string, string>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

/** What PostgreSQL asks of its host. */
export const relationalStoreFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "postgresql",
  image: "postgresql",
  memory,
  volumes: {
    data: {
      path: dataDirectory,
      size: "10Gi",
      encryption: { at: "application", by: "pg_tde, AES-256: tables, indexes and write-ahead log" },
    },
    keys: { path: keyDirectory, size: "1Gi", encryption: { at: "volume" } },
  },
  jobs: [keyJobMemory],
});

export interface RelationalStoreArgs {
  platform: Platform;
  authority: CertificateAuthority;
  /** The stack's name. */
  stack: string;
  memory: string;
  cpus: number;
  maxConnections: number;
  /** One login per role, to try it. @default false */
  exampleUsers?: boolean;
  /** Changing it makes every password anew. @default none */
  rotation?: string | undefined;
  /** Number of the principal encryption key in use. @default 1 */
  encryptionKey?: number;
}

/**
 * PostgreSQL 17 with transparent data encryption: TLS 1.3 and SCRAM only, and the databases, roles and grants of
 * the role catalogue in it. The encryption key ring is a file on a protected volume of its own, which is for a
 * development host only: whoever can read both volumes can read the data.
 */
export class RelationalStore extends pulumi.ComponentResource {
  readonly administrator: DatabaseLogin;
  readonly logins: Record<string, DatabaseLogin>;
  readonly warnings: string[];

  constructor(name: string, args: RelationalStoreArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:storage:RelationalStore", name, {}, opts);
    const { platform, authority } = args;
    const administrator = new Credential(
      `${name}-administrator`,
      { user: "postgres", rotation: args.rotation },
      { parent: this },
    );
    const certificate = new ServerCertificate(
      `${name}-certificate`,
      { authority, hostnames: platform.hostnames(name), ipAddresses: platform.ipAddresses(name) },
      { parent: this },
    );
    const server = platform.run(
      name,
      {
        image: "postgresql",
        command: [
          "bash",
          `${configuration}/start.sh`,
          "postgres",
          ...flags({ config_file: `${configuration}/postgresql.conf`, ...memorySettings(args.memory) }),
        ],
        // Fast shutdown: SIGTERM would wait until the last client has gone.
        stopSignal: "SIGINT",
        environment: {
          PGDATA: dataDirectory,
          POSTGRES_INITDB_ARGS:
            "--data-checksums --auth-local=scram-sha-256 --auth-host=scram-sha-256 --encoding=UTF8 --locale=C " +
            "--locale-provider=builtin --builtin-locale=C.UTF-8",
          POSTGRES_HOST_AUTH_METHOD: "scram-sha-256",
          POSTGRES_PASSWORD_FILE: `${configuration}/administrator-password`,
          POSTGRES_USER: administrator.user,
        },
        ports: { sql: { number: port, protocol: "tcp", tls: { mode: "native" } } },
        files: [
          {
            path: `${configuration}/postgresql.conf`,
            content: render(join(__dirname, "postgresql.conf.eta"), {
              listenAddresses: withLoopback(platform.listenAddresses(name, "sql")),
              port,
              maxConnections: args.maxConnections,
              directory: configuration,
            }),
          },
          {
            path: `${configuration}/pg_hba.conf`,
            content: render(join(__dirname, "pg_hba.conf.eta"), {
              // `template1` only for the grants on it.
              databases: [...databases, "postgres", "template1"],
              clients: platform.clientNetworks(name, "sql"),
            }),
          },
          { path: `${configuration}/start.sh`, content: text(join(__dirname, "start.sh")) },
          { path: `${configuration}/ca.crt`, content: authority.certificatePem },
          { path: `${configuration}/server.crt`, content: certificate.certificatePem },
          {
            path: "/docker-entrypoint-initdb.d/encryption.sql",
            content: render(join(__dirname, "encryption.sql.eta"), { keyDirectory }),
          },
        ],
        secrets: [
          { path: `${configuration}/server.key`, content: certificate.privateKeyPem },
          { path: `${configuration}/administrator-password`, content: administrator.password },
        ],
        volumes: relationalStoreFootprint(args).volumes,
        scratch: { "/tmp": "64Mi", "/var/run/postgresql": "1Mi" },
        health: { kind: "command", command: ["pg_isready", "-q", "-h", "127.0.0.1", "-p", String(port)] },
        resources: { memory: args.memory, cpus: args.cpus },
        identity: "stable",
        logs: "text",
      },
      { parent: this },
    );
    const endpoint = platform.endpoint(name, "sql");
    if (!endpoint)
      throw new pulumi.RunError(
        "PostgreSQL needs a flow from the operator to be administered; add it to flows.ts.",
      );
    databaseKey(
      `${name}-key`,
      {
        platform,
        server: { name, port },
        administrator,
        authorityPem: authority.certificatePem,
        number: args.encryptionKey ?? 1,
      },
      { parent: this, dependsOn: [server] },
    );
    const provider = new postgresql.Provider(
      `${name}-admin`,
      {
        host: endpoint.host,
        port: endpoint.port,
        username: administrator.user,
        password: administrator.password,
        sslmode: "verify-full",
        sslrootcert: trustFile(args.stack, authority.certificatePem),
        superuser: true,
        connectTimeout: 15,
      },
      { parent: this, dependsOn: [server] },
    );
    const access = new RelationalStoreAccess(
      `${name}-access`,
      {
        platform,
        exampleUsers: args.exampleUsers ?? false,
        maxConnections: args.maxConnections,
        rotation: args.rotation,
      },
      { parent: this, providers: { postgresql: provider } },
    );
    this.administrator = { user: administrator.user, password: administrator.password };
    this.logins = access.logins;
    this.warnings = [
      `The volume of ${name}'s key ring must survive with its data volume: without it the databases cannot be ` +
        "read by anyone, ever. A key ring in a file is for development hosts only.",
    ];
    this.registerOutputs();
  }
}
