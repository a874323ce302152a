import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";
import { render, text } from "../../platform/template";
import { ServerCertificate, type CertificateAuthority } from "../certificate-authority";

const directory = "/etc/lakehouse/egress-proxy";
const port = 8443;
const healthPort = 8404;

/** What the proxy asks of its host. */
export const egressProxyFootprint = (workload: string, { memory }: { memory: string }): Footprint => ({
  workload,
  image: "haproxy",
  memory,
});

/** The one place outside to which a proxy leads. */
export interface Destination {
  /** Its name, which its certificate must carry, for example `directory.example.org`. */
  host: string;
  port: number;
  /** Its IPv4 address, for a host whose name service does not know it. @default what the engine finds by the name */
  address?: string | undefined;
  /** Authorities of which one must have signed its certificate, PEM. None else is believed. */
  authorityPem: string;
  /** Paths that may be asked for, where HTTP is spoken. @default none: bytes are passed on as they are */
  paths?: readonly string[];
}

export interface EgressProxyArgs {
  platform: Platform;
  authority: CertificateAuthority;
  memory: string;
  cpus: number;
  destination: Destination;
}

/**
 * A way out for one workload to one address: HAProxy, alone on a network that leads out. Its clients speak TLS 1.3 with
 * it, by the stack's own authority; it speaks TLS 1.3 with the other side, by the authority that is named for that, so
 * that no client of its own needs a route, a name service or another authority.
 * Source: HAProxy 3.2 configuration manual, server options (`verifyhost`, `sni`, `ca-file`).
 */
export class EgressProxy extends pulumi.ComponentResource {
  /** Complete when it is healthy; whether the other side answers is not part of that. */
  readonly ready: pulumi.Resource;
  /** Where its clients find it, as host and port. */
  readonly address: string;

  constructor(name: string, args: EgressProxyArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:security:EgressProxy", name, {}, opts);
    const { platform, authority, destination } = args;
    const { paths = [] } = destination;
    this.address = `${platform.hostname(name)}:${port}`;
    const certificate = new ServerCertificate(
      `${name}-certificate`,
      { authority, hostnames: platform.hostnames(name), ipAddresses: platform.ipAddresses(name) },
      { parent: this },
    );
    this.ready = platform.run(
      name,
      {
        image: "haproxy",
        command: ["haproxy", "-f", `${directory}/haproxy.cfg`],
        ports: {
          tls: { number: port, protocol: paths.length > 0 ? "http" : "tcp", tls: { mode: "native" } },
        },
        files: [
          {
            path: `${directory}/haproxy.cfg`,
            content: render(join(__dirname, "haproxy.cfg.eta"), {
              ...{ directory, port, healthPort, paths, mode: paths.length > 0 ? "http" : "tcp" },
              addresses: platform.listenAddresses(name, "tls"),
              clients: platform.clientNetworks(name, "tls"),
              ...{ host: destination.host, hostPort: destination.port, address: destination.address },
              authority: `${destination.host}${destination.port === 443 ? "" : `:${destination.port}`}`,
            }),
          },
          { path: `${directory}/health.sh`, content: text(join(__dirname, "..", "haproxy-health.sh")) },
          { path: `${directory}/outside.crt`, content: destination.authorityPem },
        ],
        secrets: [
          {
            path: `${directory}/tls.pem`,
            content: pulumi.interpolate`${certificate.certificatePem}${certificate.privateKeyPem}`,
          },
        ],
        health: { kind: "command", command: ["bash", `${directory}/health.sh`] },
        resources: { memory: args.memory, cpus: args.cpus },
        logs: "json",
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
