import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import type { Footprint } from "../../platform/footprint";
import { withLoopback } from "../../platform/listening";
import type { Platform } from "../../platform/platform";
import { mebibytes } from "../../platform/quantity";
import { render, text } from "../../platform/template";
import { ServerCertificate, type CertificateAuthority } from "../../security/certificate-authority";
import { Credential } from "../../security/credential";
import { accessJobMemory, SearchStoreAccess, type SearchStoreLogin } from "./access";
import { indexPatterns } from "./role-document";

const port = 9200;
const configuration = "/etc/lakehouse/search-store";

/** What Elasticsearch asks of its host. It writes as it is given: its volume must lie on encrypted storage. */
export const searchStoreFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "search-store",
  image: "elasticsearch",
  memory,
  volumes: {
    data: { path: "/usr/share/elasticsearch/data", size: "10Gi", encryption: { at: "volume" } },
  },
  jobs: [accessJobMemory],
});

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
}

/**
 * Elasticsearch, one node, TLS 1.3 only on every port. The administrator is in a file of the server's (so that a new
 * password is a new file); roles and everybody else are native, from the role catalogue.
 */
export class SearchStore extends pulumi.ComponentResource {
  readonly administrator: SearchStoreLogin;
  readonly logins: Record<string, SearchStoreLogin>;

  constructor(name: string, args: SearchStoreArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:storage:SearchStore", name, {}, opts);
    const { platform, authority } = args;
    const administrator = new Credential(
      `${name}-administrator`,
      { user: "administrator", rotation: args.rotation },
      { parent: this },
    );
    const certificate = new ServerCertificate(
      `${name}-certificate`,
      { authority, hostnames: platform.hostnames(name), ipAddresses: platform.ipAddresses(name) },
      { parent: this },
    );
    const heap = mebibytes(args.heap);
    const server = platform.run(
      name,
      {
        image: "elasticsearch",
        command: ["bash", `${configuration}/start.sh`],
        environment: { ES_JAVA_OPTS: `-Xms${heap}m -Xmx${heap}m` },
        ports: { https: { number: port, protocol: "http", tls: { mode: "native" } } },
        files: [
          {
            path: `${configuration}/elasticsearch.yml`,
            content: render(join(__dirname, "elasticsearch.yml.eta"), {
              listenAddresses: withLoopback(platform.listenAddresses(name, "https")),
              port,
              indexPatterns: indexPatterns(),
            }),
          },
          { path: `${configuration}/start.sh`, content: text(join(__dirname, "start.sh")) },
          { path: `${configuration}/health.sh`, content: text(join(__dirname, "health.sh")) },
          { path: `${configuration}/jvm.options`, content: text(join(__dirname, "jvm.options")) },
          { path: `${configuration}/ca.crt`, content: authority.certificatePem },
          { path: `${configuration}/server.crt`, content: certificate.certificatePem },
          { path: `${configuration}/users_roles`, content: `superuser:${administrator.user}\n` },
        ],
        secrets: [
          { path: `${configuration}/server.key`, content: certificate.privateKeyPem },
          {
            path: `${configuration}/users`,
            content: pulumi.interpolate`${administrator.user}:${administrator.bcryptHash}\n`,
          },
        ],
        volumes: searchStoreFootprint(args).volumes,
        scratch: {
          "/run/search-store": "8Mi",
          "/tmp": "64Mi",
          "/usr/share/elasticsearch/logs": "16Mi",
        },
        health: { kind: "command", command: ["bash", `${configuration}/health.sh`] },
        resources: { memory: args.memory, cpus: args.cpus },
        identity: "stable",
        logs: "json",
      },
      { parent: this },
    );
    const access = new SearchStoreAccess(
      `${name}-access`,
      {
        platform,
        url: `https://${name}:${port}`,
        administrator: { user: administrator.user, password: administrator.password },
        authorityPem: authority.certificatePem,
        exampleUsers: args.exampleUsers ?? false,
        rotation: args.rotation,
      },
      { parent: this, dependsOn: [server] },
    );
    this.administrator = { user: administrator.user, password: administrator.password };
    this.logins = access.logins;
    this.registerOutputs();
  }
}
