import * as pulumi from "@pulumi/pulumi";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";
import type { File, WorkloadArgs } from "../../platform/workload";
import { ServerCertificate, type CertificateAuthority } from "../../security/certificate-authority";
import { Credential } from "../../security/credential";
import { EncryptionKey } from "../../security/encryption-key";
import { accessDocument, administratorLogin, supersetUsers } from "./access-document";
import { assets, programs } from "./assets";

const port = 8088;
const configuration = "/etc/lakehouse/superset";

/** Memory limit of the job: it loads all of Superset once. */
export const initialiseMemory = "512Mi";

/** What Superset asks of its host. It keeps nothing itself. */
export const supersetFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "superset",
  image: "superset",
  memory,
  jobs: [initialiseMemory],
});

/** A login of Superset's. */
export interface SupersetLogin {
  user: string;
  password: pulumi.Output<string>;
}

export interface SupersetArgs {
  platform: Platform;
  authority: CertificateAuthority;
  memory: string;
  cpus: number;
  /** Its login in PostgreSQL, for its own tables in `superset` and for reading `live`. */
  database: { user: string; password: pulumi.Input<string> };
  /** Password of its login `superset` in Dremio. */
  dremioPassword: pulumi.Input<string>;
  /** One login per role, to try it. @default false */
  exampleUsers?: boolean;
  /** Changing it makes every password anew. @default none */
  rotation?: string | undefined;
}

/**
 * Superset: one process, TLS 1.3 only, its metadata in PostgreSQL. A job brings the metadata to what the role catalogue
 * and the files beside this one say; the server starts after it.
 */
export class Superset extends pulumi.ComponentResource {
  readonly administrator: SupersetLogin;
  /** Logins of the example users, by role. */
  readonly logins: Record<string, SupersetLogin> = {};
  readonly warnings: string[];

  constructor(name: string, args: SupersetArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:presentation:Superset", name, {}, opts);
    const { platform, authority, exampleUsers = false } = args;
    const key = new EncryptionKey(
      `${name}-key`,
      { lifecycle: platform.lifecycle, protects: "the password of Superset's connection to Dremio" },
      { parent: this },
    );
    const certificate = new ServerCertificate(
      `${name}-certificate`,
      { authority, hostnames: platform.hostnames(name), ipAddresses: platform.ipAddresses(name) },
      { parent: this },
    );
    const users = supersetUsers(exampleUsers).map(({ login, role }) => {
      const id = login === administratorLogin ? "administrator" : role;
      const { user, password } = new Credential(
        `${name}-${id}`,
        { user: login, rotation: args.rotation },
        { parent: this },
      );
      return { id, user, password };
    });
    const environment: WorkloadArgs["environment"] = {
      LAKEHOUSE_FILES: configuration,
      METADATA_DATABASE: "postgresql:5432/superset",
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONPATH: configuration,
      PYTHONUNBUFFERED: "1",
    };
    const files: File[] = [
      ...programs("server", configuration),
      { path: `${configuration}/ca.crt`, content: authority.certificatePem },
    ];
    const secrets: File[] = [
      { path: `${configuration}/secret-key`, content: key.base64 },
      {
        path: `${configuration}/pgpass`,
        content: pulumi.interpolate`postgresql:5432:*:${args.database.user}:${args.database.password}\n`,
      },
    ];
    const prepared = platform.runJob(
      `${name}-init`,
      {
        image: "superset",
        command: ["python", `${configuration}/initialise.py`],
        environment,
        files: [
          ...files,
          ...programs("initialise", configuration),
          ...assets(configuration),
          {
            path: `${configuration}/access.json`,
            content: JSON.stringify(accessDocument(exampleUsers), null, 2),
          },
        ],
        secrets: [
          ...secrets,
          { path: `${configuration}/dremio-password`, content: args.dremioPassword },
          ...users.map(({ user, password }) => ({
            path: `${configuration}/user-${user}`,
            content: password,
          })),
        ],
        scratch: { "/tmp": "32Mi" },
        resources: { memory: initialiseMemory, cpus: 1 },
      },
      { parent: this },
    );
    const addresses = ["127.0.0.1", ...platform.listenAddresses(name, "https")];
    platform.run(
      name,
      {
        image: "superset",
        zone: "application",
        command: [
          "gunicorn",
          "--config",
          `${configuration}/gunicorn.conf.py`,
          ...(addresses.includes("0.0.0.0") ? ["0.0.0.0"] : addresses).flatMap((address) => [
            "--bind",
            `${address}:${port}`,
          ]),
          "superset.app:create_app()",
        ],
        environment,
        ports: { https: { number: port, protocol: "http", tls: { mode: "native" } } },
        files: [...files, { path: `${configuration}/server.crt`, content: certificate.certificatePem }],
        secrets: [...secrets, { path: `${configuration}/server.key`, content: certificate.privateKeyPem }],
        scratch: { "/tmp": "64Mi" },
        health: { kind: "command", command: ["python", `${configuration}/health.py`] },
        resources: { memory: args.memory, cpus: args.cpus },
        logs: "json",
      },
      { parent: this, dependsOn: [prepared] },
    );
    for (const { id, user, password } of users) this.logins[id] = { user, password };
    this.administrator = this.logins.administrator!;
    this.warnings = [key.warning];
    this.registerOutputs();
  }
}
