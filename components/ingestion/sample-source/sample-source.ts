import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import type { Footprint } from "../../platform/footprint";
import { withLoopback } from "../../platform/listening";
import type { Platform, RunJob } from "../../platform/platform";
import { mebibytes } from "../../platform/quantity";
import { render, text } from "../../platform/template";
import { ServerCertificate, type CertificateAuthority } from "../../security/certificate-authority";
import { Credential } from "../../security/credential";
import { startEnvironment } from "../../storage/relational-store/server";

const port = 5432;
const dataDirectory = "/data/db";
const keyDirectory = "/data/keys";
const configuration = "/etc/lakehouse/sample-source";
const loadDirectory = "/etc/lakehouse/sample-source-load";
const loadMemory = "192Mi";

/** The workload, and the job that fills it. */
export const sampleSource = "sample-source";
export const sampleSourceLoad = "sample-source-load";

const file = (name: string): string => join(__dirname, name);

/** What the sample source asks of its host. */
export const sampleSourceFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: sampleSource,
  image: "postgresql",
  memory,
  volumes: {
    data: {
      path: dataDirectory,
      size: "2Gi",
      encryption: { at: "application", by: "pg_tde, AES-256: tables, indexes and write-ahead log" },
    },
    keys: { path: keyDirectory, size: "1Gi", encryption: { at: "volume" } },
  },
  jobs: [loadMemory],
});

export interface SampleSourceArgs {
  platform: Platform;
  authority: CertificateAuthority;
  /** Memory limit of the server, for example `192Mi`. */
  memory: string;
  cpus: number;
  /** Changing it makes every password anew. @default none */
  rotation?: string | undefined;
}

/** A login of the sample source. */
export interface SourceLogin {
  user: string;
  password: pulumi.Output<string>;
}

/**
 * A database outside the lakehouse, as a stack's user would have one: PostgreSQL with logical replication, a table of
 * real flights, and a login that may read and replicate and nothing else. TLS 1.3 and SCRAM only.
 */
export class SampleSource extends pulumi.ComponentResource {
  readonly administrator: SourceLogin;
  /** What reads it: SELECT and replication. */
  readonly reader: SourceLogin;
  /** Owns the table; for who wants to change rows. */
  readonly owner: SourceLogin;
  /** The job that has filled it; whatever reads depends on it. */
  readonly loaded: pulumi.Output<pulumi.ComponentResource>;

  constructor(args: SampleSourceArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:ingestion:SampleSource", sampleSource, {}, opts);
    const login = (user: string): SourceLogin => {
      const { password } = new Credential(
        `${sampleSource}-${user}`,
        { user, rotation: args.rotation },
        { parent: this },
      );
      return { user, password };
    };
    this.administrator = login("postgres");
    this.owner = login("airline");
    this.reader = login("airbyte");
    const server = this.server(args, this.administrator);
    this.loaded = this.load(args, this.administrator, server).succeeded;
    this.registerOutputs();
  }

  private server(
    { platform, authority, memory, cpus }: SampleSourceArgs,
    administrator: SourceLogin,
  ): pulumi.ComponentResource {
    const certificate = new ServerCertificate(
      `${sampleSource}-certificate`,
      {
        authority,
        hostnames: platform.hostnames(sampleSource),
        ipAddresses: platform.ipAddresses(sampleSource),
      },
      { parent: this },
    );
    const cache = `${Math.floor(mebibytes(memory) / 4)}MB`;
    return platform.run(
      sampleSource,
      {
        image: "postgresql",
        command: [
          "bash",
          `${configuration}/start.sh`,
          "postgres",
          "-c",
          `config_file=${configuration}/postgresql.conf`,
          "-c",
          `shared_buffers=${cache}`,
        ],
        // Fast shutdown: SIGTERM would wait until the last client has gone.
        stopSignal: "SIGINT",
        environment: startEnvironment({
          ...{ memory, dataDirectory, user: administrator.user },
          locale: "--encoding=UTF8 --locale=C",
          passwordFile: `${configuration}/administrator-password`,
        }),
        ports: { sql: { number: port, protocol: "tcp", tls: { mode: "native" } } },
        files: [
          {
            path: `${configuration}/postgresql.conf`,
            content: render(file("postgresql.conf.eta"), {
              listenAddresses: withLoopback(platform.listenAddresses(sampleSource, "sql")),
              port,
              directory: configuration,
            }),
          },
          {
            path: `${configuration}/pg_hba.conf`,
            content: render(file("pg_hba.conf.eta"), {
              clients: platform.clientNetworks(sampleSource, "sql"),
            }),
          },
          {
            path: `${configuration}/start.sh`,
            content: text(file("../../storage/relational-store/start.sh")),
          },
          { path: `${configuration}/ca.crt`, content: authority.certificatePem },
          { path: `${configuration}/server.crt`, content: certificate.certificatePem },
          {
            path: "/docker-entrypoint-initdb.d/encryption.sql",
            content: render(file("../../storage/relational-store/encryption.sql.eta"), { keyDirectory }),
          },
          { path: "/docker-entrypoint-initdb.d/initialise.sql", content: text(file("initialise.sql")) },
        ],
        secrets: [
          { path: `${configuration}/server.key`, content: certificate.privateKeyPem },
          { path: `${configuration}/administrator-password`, content: administrator.password },
        ],
        volumes: sampleSourceFootprint({ memory }).volumes!,
        scratch: { "/tmp": "64Mi", "/var/run/postgresql": "1Mi" },
        health: { kind: "command", command: ["pg_isready", "-q", "-h", "127.0.0.1", "-p", String(port)] },
        resources: { memory, cpus },
        identity: "stable",
        logs: "text",
      },
      { parent: this },
    );
  }

  /** Roles, table, publication and rows; run again, it changes nothing but a password that has changed. */
  private load(
    { platform, authority }: SampleSourceArgs,
    administrator: SourceLogin,
    server: pulumi.Resource,
  ): RunJob {
    const own = (name: string) => ({ path: `${loadDirectory}/${name}`, content: text(file(name)) });
    return platform.runJob(
      sampleSourceLoad,
      {
        image: "pipeline",
        command: ["/opt/venv/bin/python", "-m", "lakehouse_connectors.sample_source", loadDirectory],
        files: [
          own("source.json"),
          own("rights.sql"),
          own("flights.sql"),
          { path: `${loadDirectory}/ca.crt`, content: authority.certificatePem },
        ],
        secrets: [
          { path: `${loadDirectory}/administrator-password`, content: administrator.password },
          { path: `${loadDirectory}/airline-password`, content: this.owner.password },
          { path: `${loadDirectory}/airbyte-password`, content: this.reader.password },
        ],
        scratch: { "/tmp": "8Mi" },
        resources: { memory: loadMemory, cpus: 0.5 },
      },
      { parent: this, dependsOn: [server] },
    );
  }
}
