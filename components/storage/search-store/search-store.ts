import * as pulumi from "@pulumi/pulumi";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";
import type { CertificateAuthority } from "../../security/certificate-authority";
import { Credential } from "../../security/credential";
import { accessJobMemory, SearchStoreAccess, type SearchStoreLogin } from "./access";
import { ElasticsearchCluster, type Clustering } from "./cluster/cluster";
import type { Sharding } from "./index-template";
import { port } from "./server";
import { singleServer, singleServerVolumes } from "./single-server";

/** What Elasticsearch asks of its host. */
export const searchStoreFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "search-store",
  image: "elasticsearch",
  memory,
  volumes: singleServerVolumes,
  jobs: [accessJobMemory],
});

/** A single node has nowhere to keep a copy. */
const unsharded: Sharding = { shards: 1, replicas: 0 };

/** Seconds until a changed login has come to every node of a cluster: the kubelet looks at its files each minute. */
const loginSeconds = 300;

export interface SearchStoreArgs {
  platform: Platform;
  authority: CertificateAuthority;
  memory: string;
  /** Java heap, for example `512Mi`; at most half of the memory. */
  heap: string;
  cpus: number;
  /** One login per role, to try it. @default false */
  exampleUsers?: boolean;
  /** Changing it makes every password anew. @default none */
  rotation?: string | undefined;
  /** Nodes that stand in for each other, on Kubernetes. @default one node */
  clustering?: Clustering;
}

/**
 * Elasticsearch, TLS 1.3 only on every port. The administrator is in a file of the server's (so that a new password is a new
 * file); roles and everybody else are native, from the role catalogue. It is one node of the platform's own, or a cluster of an
 * operator's.
 */
export class SearchStore extends pulumi.ComponentResource {
  readonly administrator: SearchStoreLogin;
  readonly logins: Record<string, SearchStoreLogin>;

  constructor(name: string, args: SearchStoreArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:storage:SearchStore", name, {}, opts);
    const { platform, authority, clustering } = args;
    const administrator = new Credential(
      `${name}-administrator`,
      { user: "administrator", rotation: args.rotation },
      { parent: this },
    );
    const server = clustering
      ? new ElasticsearchCluster(
          `${name}-cluster`,
          { ...args, ...clustering, administrator, workload: name },
          { parent: this },
        )
      : singleServer(name, { ...args, administrator }, this);
    const access = new SearchStoreAccess(
      `${name}-access`,
      {
        platform,
        url: `https://${name}:${port}`,
        administrator: { user: administrator.user, password: administrator.password },
        authorityPem: authority.certificatePem,
        sharding: clustering ?? unsharded,
        exampleUsers: args.exampleUsers ?? false,
        rotation: args.rotation,
        ...(clustering ? { loginSeconds } : {}),
      },
      { parent: this, dependsOn: [server.ready] },
    );
    this.administrator = { user: administrator.user, password: administrator.password };
    this.logins = access.logins;
    this.registerOutputs();
  }
}
