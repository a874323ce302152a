import * as minio from "@pulumi/minio";
import * as pulumi from "@pulumi/pulumi";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";
import { ServerCertificate, type CertificateAuthority } from "../../security/certificate-authority";
import { Credential } from "../../security/credential";
import { EncryptionKey } from "../../security/encryption-key";
import { trustFile } from "../../security/trust-bundle";

import { ObjectStoreAccess, type ObjectStoreLogin } from "./access";
import { ObjectStoreLayout, type Retention } from "./layout";
import { distributed, drive, single, type Distribution } from "./shape";
import { signOnWorkload, type ObjectStoreSignOn } from "./sign-on";

const secrets = "/etc/lakehouse/object-store";

/** What the object store asks of its host. */
export const objectStoreFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "object-store",
  image: "objectStore",
  memory,
  terminated: true,
  volumes: { data: drive("/data", "20Gi") },
});

export interface ObjectStoreArgs {
  platform: Platform;
  authority: CertificateAuthority;
  /** The stack's name. */
  stack: string;
  memory: string;
  cpus: number;
  retention: Retention;
  /** Servers and drives over which objects are erasure coded. @default one server, one drive */
  distributed?: Distribution | undefined;
  /** Who knows people; without it the store knows only its own users. @default none */
  signOn?: ObjectStoreSignOn | undefined;
  /** One login per role, to try it. @default false */
  exampleUsers?: boolean;
  /** Changing it makes every password anew. @default none */
  rotation?: string | undefined;
}

/**
 * The lake's object store: every object encrypted by the server before it reaches the drive, TLS 1.3 only, and
 * the buckets, policies and logins of the role catalogue in it.
 */
export class ObjectStore extends pulumi.ComponentResource {
  readonly administrator: ObjectStoreLogin;
  readonly logins: Record<string, ObjectStoreLogin>;
  readonly warnings: string[];

  constructor(name: string, args: ObjectStoreArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:storage:ObjectStore", name, {}, opts);
    const { platform, authority } = args;
    const root = new Credential(
      `${name}-administrator`,
      { user: "administrator", rotation: args.rotation },
      { parent: this },
    );
    const key = new EncryptionKey(
      `${name}-key`,
      { lifecycle: platform.lifecycle, protects: "everything in the object store" },
      { parent: this },
    );
    const certificate = new ServerCertificate(
      `${name}-certificate`,
      {
        authority,
        hostnames: platform.hostnames(name, args.distributed?.servers),
        ipAddresses: platform.ipAddresses(name),
      },
      { parent: this },
    );
    const signOn = args.signOn && signOnWorkload(name, args.signOn, { ...args, secrets }, { parent: this });
    const shape = args.distributed
      ? distributed(name, args.distributed, { platform, authority, certificate, secrets })
      : single();
    const server = platform.run(
      name,
      {
        ...shape.workload,
        image: "objectStore",
        command: ["server", "--json", ...shape.command],
        environment: {
          // No page of another origin talks to the store; the default allows them all.
          MINIO_API_CORS_ALLOW_ORIGIN: "https://localhost",
          MINIO_BROWSER: "off",
          MINIO_KMS_AUTO_ENCRYPTION: "on",
          MINIO_KMS_SECRET_KEY_FILE: `${secrets}/encryption.key`,
          MINIO_ROOT_PASSWORD_FILE: `${secrets}/root-password`,
          MINIO_ROOT_USER_FILE: `${secrets}/root-user`,
          MINIO_UPDATE: "off",
          ...shape.environment,
          ...signOn?.environment,
        },
        secrets: [
          { path: `${secrets}/encryption.key`, content: pulumi.interpolate`lakehouse:${key.base64}` },
          { path: `${secrets}/root-user`, content: root.user },
          { path: `${secrets}/root-password`, content: root.password },
          ...shape.secrets,
          ...(signOn?.secrets ?? []),
        ],
        scratch: { "/tmp": "64Mi" },
        ...(signOn ? { relays: signOn.relays } : {}),
        health: { kind: "http", port: "s3", ...shape.health, ...(signOn ? { path: signOn.health } : {}) },
        resources: { memory: args.memory, cpus: args.cpus },
        identity: "stable",
        metrics: { port: "s3", path: "/minio/v2/metrics/cluster" },
        logs: "json",
        certificate,
      },
      { parent: this },
    );
    const endpoint = platform.endpoint(name, "s3");
    if (!endpoint)
      throw new pulumi.RunError(
        "the object store needs a flow from the operator to be administered; add it to flows.ts.",
      );
    const provider = new minio.Provider(
      `${name}-admin`,
      {
        minioServer: `${endpoint.host}:${endpoint.port}`,
        minioUser: root.user,
        minioPassword: root.password,
        minioSsl: true,
        minioCacertFile: trustFile(args.stack, authority.certificatePem),
      },
      { parent: this, dependsOn: [server] },
    );
    const layout = new ObjectStoreLayout(
      `${name}-layout`,
      { platform, retention: args.retention },
      { parent: this, providers: { minio: provider } },
    );
    const access = new ObjectStoreAccess(
      `${name}-access`,
      {
        platform,
        exampleUsers: args.exampleUsers ?? false,
        rotation: args.rotation,
        signOnGroups: args.signOn?.groups,
      },
      { parent: this, providers: { minio: provider }, dependsOn: [layout] },
    );
    this.administrator = { user: root.user, password: root.password };
    this.logins = access.logins;
    this.warnings = [key.warning];
    this.registerOutputs();
  }
}
