import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";
import { render } from "../../platform/template";
import { ServerCertificate, type CertificateAuthority } from "../certificate-authority";
import { Credential } from "../credential";
import type { Connector } from "./connector";

const configuration = "/etc/lakehouse/identity";
const plainPort = 5557;
/** Dex's own number. */
const port = 5556;

/** What the identity provider asks of its host. It keeps nothing. */
export const identityProviderFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "identity",
  image: "dex",
  memory,
  terminated: true,
});

/** A service that lets people sign on here. */
export interface SignOnClient {
  /** Its name here, such as `superset`. */
  id: string;
  /** Addresses to which people are led back, whole. */
  redirectUris: readonly string[];
  /** Has no secret, and proves itself by PKCE. @default false */
  public?: boolean;
}

export interface IdentityProviderArgs {
  platform: Platform;
  authority: CertificateAuthority;
  memory: string;
  cpus: number;
  /** Its address for people, at the edge, for example `https://login.localhost`. */
  address: string;
  /** Whom it asks who people are. */
  connector: Connector;
  clients: readonly SignOnClient[];
  /** Changing it makes every client's secret anew. @default none */
  rotation?: string | undefined;
}

/**
 * The embedded identity provider: Dex in front of a directory, or of somebody else's identity provider. People come to
 * it through the edge; services ask it by its workload's name. Tokens carry groups as those there name them.
 * Source: Dex 2.45 cmd/dex/config.go, connector/ldap/ldap.go, connector/oidc/oidc.go (names of settings),
 * server/server.go (paths), pkg/featureflags (variables).
 */
export class IdentityProvider extends pulumi.ComponentResource {
  /** Complete when it is healthy. */
  readonly ready: pulumi.Resource;
  /** Issuer of its tokens, and where browsers find it. */
  readonly issuer: string;
  /** The same place for services: paths such as `/token` and `/keys` follow. */
  readonly internalUrl: string;
  /** Secrets of the clients that are not public, by id. */
  readonly secrets: Record<string, pulumi.Output<string>> = {};

  constructor(name: string, args: IdentityProviderArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:security:IdentityProvider", name, {}, opts);
    const { platform, authority } = args;
    this.issuer = `${args.address}/dex`;
    this.internalUrl = `https://${platform.hostname(name)}:${port}/dex`;
    const clients = args.clients.map((client) => {
      if (client.public) return { ...client, secret: pulumi.output("") };
      const { password } = new Credential(
        `${name}-client-${client.id}`,
        { user: client.id, rotation: args.rotation },
        { parent: this },
      );
      this.secrets[client.id] = password;
      return { public: false, ...client, secret: password };
    });
    const certificate = new ServerCertificate(
      `${name}-certificate`,
      { authority, hostnames: platform.hostnames(name), ipAddresses: platform.ipAddresses(name) },
      { parent: this },
    );
    const content = pulumi
      .all([pulumi.output(clients), pulumi.output(args.connector)] as const)
      .apply(([known, connector]) =>
        render(join(__dirname, "dex.yaml.eta"), {
          ...{ issuer: this.issuer, listen: `127.0.0.1:${plainPort}` },
          rootCa: `${configuration}/ca.crt`,
          connector,
          clients: known,
        }),
      );
    this.ready = platform.run(
      name,
      {
        image: "dex",
        // Not the image's own entry point, which would render the file as a template into a file it cannot write.
        entrypoint: ["/usr/local/bin/dex"],
        command: ["serve", `${configuration}/config.yaml`],
        // A password may hold a `$`, which Dex would take for the name of a variable.
        environment: {
          DEX_EXPAND_ENV: "false",
          // What Go takes for the system's authorities: ours alone. Keys of another provider's are fetched by these.
          ...{ SSL_CERT_DIR: configuration, SSL_CERT_FILE: `${configuration}/ca.crt` },
        },
        ports: { https: { number: port, protocol: "http", tls: { mode: "terminated", plainPort } } },
        files: [{ path: `${configuration}/ca.crt`, content: authority.certificatePem }],
        secrets: [{ path: `${configuration}/config.yaml`, content }],
        health: { kind: "http", port: "https", path: "/dex/healthz" },
        resources: { memory: args.memory, cpus: args.cpus },
        logs: "json",
        certificate,
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
