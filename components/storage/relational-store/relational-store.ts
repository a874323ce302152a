import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";
import type { CertificateAuthority } from "../../security/certificate-authority";
import { Credential } from "../../security/credential";
import { trustFile } from "../../security/trust-bundle";
import { RelationalStoreAccess, type DatabaseLogin } from "./access";
import { PostgresqlCluster, type Clustering } from "./cluster/cluster";
import { keyJobMemory } from "./encryption-key";
import { singleServer, singleServerVolumes } from "./single-server";

/** What PostgreSQL asks of its host. */
export const relationalStoreFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "postgresql",
  image: "postgresql",
  memory,
  volumes: singleServerVolumes,
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
  /** Number of the principal encryption key that a single server uses. @default 1 */
  encryptionKey?: number;
  /** Servers that stand in for each other, on Kubernetes. @default one server */
  clustering?: Clustering;
}

/**
 * PostgreSQL 17 with transparent data encryption: TLS 1.3 and SCRAM only, and the databases, roles and grants of
 * the role catalogue in it. It is one server of the platform's own, or a cluster of an operator's.
 */
export class RelationalStore extends pulumi.ComponentResource {
  readonly administrator: DatabaseLogin;
  readonly logins: Record<string, DatabaseLogin>;
  readonly warnings: string[];

  constructor(name: string, args: RelationalStoreArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:storage:RelationalStore", name, {}, opts);
    const { platform, authority, clustering } = args;
    const administrator = new Credential(
      `${name}-administrator`,
      { user: "postgres", rotation: args.rotation },
      { parent: this },
    );
    const server = clustering
      ? new PostgresqlCluster(
          `${name}-cluster`,
          { ...args, ...clustering, administrator, workload: name },
          { parent: this },
        )
      : singleServer(name, { ...args, administrator, encryptionKey: args.encryptionKey ?? 1 }, this);
    const endpoint = platform.endpoint(name, "sql");
    if (!endpoint)
      throw new pulumi.RunError(
        "PostgreSQL needs a flow from the operator to be administered; add it to flows.ts.",
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
      { parent: this, dependsOn: [server.ready] },
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
    this.warnings = server.warnings;
    this.registerOutputs();
  }
}
