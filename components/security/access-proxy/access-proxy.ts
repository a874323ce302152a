import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";
import { render } from "../../platform/template";
import type { File } from "../../platform/workload";
import { ServerCertificate, type CertificateAuthority } from "../certificate-authority";
import { Credential } from "../credential";
import { roles, type Role } from "../roles";

const directory = "/etc/lakehouse/access-proxy";
const port = 8443;
const metricsPort = 44180;

/** Its name at the identity provider. */
export const accessProxyClient = "access-proxy";
/** Where the identity provider leads people back to, below the service's address. */
export const accessProxyCallback = "/oauth2/callback";

/** What the proxy asks of its host. */
export const accessProxyFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "access-proxy",
  image: "oauth2Proxy",
  memory,
});

export interface AccessProxyArgs {
  platform: Platform;
  authority: CertificateAuthority;
  memory: string;
  cpus: number;
  /** @default 1; what it knows of a person is in that person's cookie */
  replicas?: number;
  /** Hours until people sign on again, and their groups are read again. */
  sessionHours: number;
  /** The service behind, for example `https://dremio:9047`. */
  upstream: string;
  /** Its address for people, for example `https://dremio.localhost`. */
  address: string;
  /** Path of the service that says whether it is up, open to all. */
  health: string;
  /** Roles of which people may pass. */
  roles: readonly Role[];
  /** Groups whose members have a role, as the identity provider names them. */
  groups: Record<Role, readonly string[]>;
  identity: {
    /** Issuer of the tokens, where browsers find it, for example `https://login.localhost/dex`. */
    issuer: string;
    /** The same place for services, for example `https://identity:5556/dex`. */
    internalUrl: string;
    secret: pulumi.Input<string>;
  };
  /** Changing it makes the key of its cookies anew, so that all sign on again. @default none */
  rotation?: string | undefined;
}

/** For who judges the proxy: what the groups' names mean, where they are not the roles' own. */
const groupsFile = (groups: AccessProxyArgs["groups"]): File[] =>
  roles.every((role) => groups[role].join() === role)
    ? []
    : [{ path: `${directory}/groups.json`, content: JSON.stringify(groups, null, 2) }];

/**
 * Sign-on and a rule by group in front of a service that has neither: oauth2-proxy, between the edge and the service.
 * Groups are the role catalogue's. The service's own sign-on stays: it says what somebody may do there.
 * Source: oauth2-proxy 7.15 docs/docs/configuration/overview.md, pkg/apis/options.
 */
export class AccessProxy extends pulumi.ComponentResource {
  constructor(name: string, args: AccessProxyArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:security:AccessProxy", name, {}, opts);
    const { platform, authority, identity } = args;
    const [address, ...others] = platform.listenAddresses(name, "https");
    if (address === undefined || others.length > 0)
      throw new pulumi.RunError(
        `'${name}' listens at one address alone, so one flow may lead to it; ${others.length + 1} do.`,
      );
    const certificate = new ServerCertificate(
      `${name}-certificate`,
      { authority, hostnames: platform.hostnames(name), ipAddresses: platform.ipAddresses(name) },
      { parent: this },
    );
    const cookies = new Credential(
      `${name}-cookies`,
      { user: name, rotation: args.rotation },
      { parent: this },
    );
    platform.run(
      name,
      {
        image: "oauth2Proxy",
        entrypoint: ["/bin/oauth2-proxy"],
        command: ["--config", `${directory}/oauth2-proxy.toml`],
        // What Go takes for the system's authorities: ours alone.
        environment: { SSL_CERT_DIR: directory, SSL_CERT_FILE: `${directory}/ca.crt` },
        ports: { https: { number: port, protocol: "http", tls: { mode: "native" } } },
        files: [
          {
            path: `${directory}/oauth2-proxy.toml`,
            content: render(join(__dirname, "oauth2-proxy.toml.eta"), {
              ...{ address, port, metricsPort, directory, upstream: args.upstream },
              clients: platform.clientNetworks(name, "https"),
              issuer: identity.issuer,
              provider: identity.internalUrl,
              redirect: `${args.address}${accessProxyCallback}`,
              client: accessProxyClient,
              groups: args.roles.flatMap((role) => args.groups[role]),
              open: [`GET=^${args.health}$`],
              session: `${args.sessionHours}h`,
            }),
          },
          ...groupsFile(args.groups),
          { path: `${directory}/ca.crt`, content: authority.certificatePem },
          { path: `${directory}/server.crt`, content: certificate.certificatePem },
        ],
        secrets: [
          { path: `${directory}/server.key`, content: certificate.privateKeyPem },
          { path: `${directory}/client-secret`, content: identity.secret },
          { path: `${directory}/cookie-secret`, content: cookies.password },
        ],
        health: {
          kind: "command",
          command: ["wget", "-q", "-O", "/dev/null", `http://127.0.0.1:${metricsPort}/metrics`],
        },
        resources: { memory: args.memory, cpus: args.cpus },
        ...(args.replicas === undefined ? {} : { replicas: args.replicas }),
        logs: "json",
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
