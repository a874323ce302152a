import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";
import { mebibytes } from "../../platform/quantity";
import { render, text } from "../../platform/template";
import type { File } from "../../platform/workload";
import { ServerCertificate, type CertificateAuthority } from "../../security/certificate-authority";
import { Credential } from "../../security/credential";
import { trustStore } from "../../security/trust-bundle";
import { catalogDocument, type SourceLogin } from "./catalog";

const configuration = "/etc/lakehouse/dremio";
const bootstrap = "/etc/lakehouse/dremio-bootstrap";
const uiPort = 9047;
const flightPort = 32010;
/** Memory limit of the job that sets it up. */
const bootstrapMemory = "64Mi";

/** Local users of services; the free edition has no roles, so each of them is an administrator. */
export const services = ["dbt", "superset"] as const;

/** What Dremio asks of its host. */
export const dremioFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "dremio",
  image: "dremio",
  memory,
  gateway: true,
  jobs: [bootstrapMemory],
  volumes: {
    data: { path: "/opt/dremio/data", size: "10Gi", encryption: { at: "volume" } },
    // Memory for scratch and encrypted volumes run no programs, and these must be run.
    native: {
      path: "/opt/dremio/native",
      size: "1Gi",
      encryption: { at: "nowhere", what: "native libraries of the image, unpacked at each start" },
    },
  },
});

/** A login of Dremio. */
export interface DremioLogin {
  user: string;
  password: pulumi.Output<string>;
}

/** A server that Dremio reads from: where it is, and the login that Dremio has there. */
export interface DremioSource {
  host: string;
  port: number;
  login: { user: pulumi.Input<string>; password: pulumi.Input<string> };
}

export interface DremioArgs {
  platform: Platform;
  authority: CertificateAuthority;
  memory: string;
  /** Java heap, for example `1024Mi`. */
  heap: string;
  /** Memory outside the heap, for query execution. */
  directMemory: string;
  cpus: number;
  objectStore: DremioSource;
  postgresql: DremioSource;
  /** @default none */
  searchStore?: DremioSource | undefined;
  /** Changing it makes every password anew. @default none */
  rotation?: string | undefined;
}

/**
 * Dremio, one node: coordinator and executor. It listens in plain on every address it has, so it stands behind a
 * gateway that accepts TLS 1.3 for its interface (REST, UI) and Arrow Flight; JDBC and fabric are not to be reached at all.
 * A job makes its first administrator, users, sources and spaces.
 */
export class Dremio extends pulumi.ComponentResource {
  readonly administrator: DremioLogin;
  readonly logins: Record<(typeof services)[number], DremioLogin>;
  /** REST interface and UI. */
  readonly url: string;
  /** Done once Dremio has its users, sources and spaces. */
  readonly ready: pulumi.Output<pulumi.Resource>;

  constructor(
    private readonly name: string,
    private readonly args: DremioArgs,
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super("lakehouse:processing:Dremio", name, {}, opts);
    const { platform } = args;
    this.url = `https://${platform.hostname(name)}:${uiPort}`;
    this.administrator = this.credential("administrator");
    this.logins = { dbt: this.credential("dbt"), superset: this.credential("superset") };
    const server = this.runServer();
    const bootstrapped = platform.runJob(`${name}-bootstrap`, this.bootstrapJob(), {
      parent: this,
      dependsOn: [server],
    });
    this.ready = bootstrapped.succeeded;
    this.registerOutputs();
  }

  private credential(user: string): DremioLogin {
    const { password } = new Credential(
      `${this.name}-${user}`,
      { user, rotation: this.args.rotation },
      { parent: this },
    );
    return { user, password };
  }

  private runServer(): pulumi.Resource {
    const { args, name } = this;
    const { platform, authority } = args;
    const certificate = new ServerCertificate(
      `${name}-certificate`,
      { authority, hostnames: platform.hostnames(name), ipAddresses: platform.ipAddresses(name) },
      { parent: this },
    );
    const { host, port, login } = args.objectStore;
    const properties = (user: string) => [
      ["dremio.s3.compat", "true"],
      ["fs.dremioS3.impl", "com.dremio.plugins.s3.store.S3FileSystem"],
      ["fs.s3a.access.key", user],
      ["fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"],
      ["fs.s3a.connection.ssl.enabled", "true"],
      ["fs.s3a.endpoint", `${host}:${port}`],
      ["fs.s3a.path.style.access", "true"],
      ["fs.s3a.secret.key", `dremio+file://${configuration}/object-store-password`],
    ];
    return platform.run(
      name,
      {
        image: "dremio",
        entrypoint: ["bash", `${configuration}/start.sh`],
        environment: {
          DREMIO_MAX_DIRECT_MEMORY_SIZE_MB: String(mebibytes(args.directMemory)),
          DREMIO_MAX_HEAP_MEMORY_SIZE_MB: String(mebibytes(args.heap)),
        },
        ports: {
          ui: { number: uiPort, protocol: "http", tls: { mode: "terminated", plainPort: uiPort } },
          flight: {
            number: flightPort,
            protocol: "grpc",
            tls: { mode: "terminated", plainPort: flightPort },
          },
        },
        listens: "everywhere",
        files: [
          this.file("start.sh"),
          this.file("logback.xml"),
          {
            path: `${configuration}/dremio.conf`,
            content: render(join(__dirname, "dremio.conf.eta"), { bucket: "dremio", uiPort, flightPort }),
          },
          {
            path: `${configuration}/core-site.xml`,
            content: pulumi
              .output(login.user)
              .apply((user) =>
                render(join(__dirname, "core-site.xml.eta"), { properties: properties(user) }),
              ),
          },
          {
            path: `${configuration}/trust-store.base64`,
            content: authority.certificatePem.apply(trustStore),
          },
        ],
        secrets: [{ path: `${configuration}/object-store-password`, content: login.password }],
        volumes: dremioFootprint(args).volumes,
        scratch: { "/tmp": "64Mi", "/var/log/dremio": "64Mi", "/var/run/dremio": "8Mi" },
        health: { kind: "http", port: "ui", path: "/apiv2/server_status" },
        resources: { memory: args.memory, cpus: args.cpus },
        identity: "stable",
        logs: "json",
        certificate,
      },
      { parent: this },
    );
  }

  private file(name: string): File {
    return { path: `${configuration}/${name}`, content: text(join(__dirname, name)) };
  }

  private bootstrapJob() {
    const { objectStore, postgresql, searchStore, authority } = this.args;
    const source = ({ host, port }: DremioSource, user: string): SourceLogin => ({ host, port, user });
    const document = pulumi
      .all([objectStore.login.user, postgresql.login.user, searchStore?.login.user ?? ""])
      .apply(([objectStoreUser, postgresqlUser, searchUser]) =>
        catalogDocument({
          url: this.url,
          administrator: this.administrator.user,
          users: services,
          objectStore: source(objectStore, objectStoreUser),
          postgresql: source(postgresql, postgresqlUser),
          searchStore: searchStore && source(searchStore, searchUser),
        }),
      );
    const secrets = {
      administrator: this.administrator,
      ...this.logins,
      "object-store": objectStore.login,
      postgresql: postgresql.login,
      ...(searchStore ? { "search-store": searchStore.login } : {}),
    };
    return {
      image: "pipeline" as const,
      command: ["python", `${bootstrap}/bootstrap.py`],
      files: [
        { path: `${bootstrap}/bootstrap.py`, content: text(join(__dirname, "bootstrap.py")) },
        {
          path: `${bootstrap}/catalog.json`,
          content: document.apply((value) => `${JSON.stringify(value, undefined, 2)}\n`),
        },
        { path: `${bootstrap}/ca.crt`, content: authority.certificatePem },
      ],
      secrets: Object.entries(secrets).map(([file, { password }]) => ({
        path: `${bootstrap}/secrets/${file}`,
        content: password,
      })),
      resources: { memory: bootstrapMemory, cpus: 0.5 },
    };
  }
}
