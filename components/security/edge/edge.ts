import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";
import { render, text } from "../../platform/template";
import { ServerCertificate, type CertificateAuthority } from "../certificate-authority";

const directory = "/etc/lakehouse/edge";
const port = 8443;
const healthPort = 8404;

/** A service that people reach through the edge. */
export interface Route {
  /** Name in the address bar, for example `superset.localhost`. */
  hostname: string;
  workload: string;
  /** Port of the workload, which speaks HTTPS. */
  port: number;
  /** Path that answers 2xx or 3xx while the service is well. */
  health: string;
  /** Bytes a request to it may carry before it is answered 413. @default as for all */
  bodyBytes?: number;
}

/** What the edge asks of its host. */
export const edgeFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "edge",
  image: "haproxy",
  memory,
});

export interface EdgeArgs {
  platform: Platform;
  authority: CertificateAuthority;
  memory: string;
  cpus: number;
  /** @default 1; each counts requests for itself */
  replicas?: number;
  /** Requests one client may make in ten seconds before it is answered 429. */
  requestsPerTenSeconds: number;
  /** Bytes a request may carry before it is answered 413. */
  bodyBytes: number;
  /** Name without a service's in front, for example `localhost`. */
  domain: string;
  /** Where the bare name leads, for example `https://superset.localhost`. */
  home: string;
  routes: readonly Route[];
}

/**
 * The reverse proxy in front of everything people use: HTTPS with TLS 1.3 only, one certificate with a name for each
 * service, security headers, a rate limit, a limit on what a request carries, JSON access log. It verifies the services'
 * certificates. Source: HAProxy 3.2 configuration manual; RFC 6797 (HSTS).
 */
export class Edge extends pulumi.ComponentResource {
  constructor(name: string, args: EdgeArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:security:Edge", name, {}, opts);
    const { platform, authority, routes } = args;
    const certificate = new ServerCertificate(
      `${name}-certificate`,
      {
        authority,
        hostnames: [
          ...new Set([...platform.hostnames(name), args.domain]),
          ...routes.map(({ hostname }) => hostname),
        ],
        ipAddresses: platform.ipAddresses(name),
      },
      { parent: this },
    );
    platform.run(
      name,
      {
        image: "haproxy",
        command: ["haproxy", "-f", `${directory}/haproxy.cfg`],
        ports: { https: { number: port, protocol: "http", tls: { mode: "native" } } },
        files: [
          {
            path: `${directory}/haproxy.cfg`,
            content: render(join(__dirname, "haproxy.cfg.eta"), {
              addresses: platform.listenAddresses(name, "https"),
              clients: platform.clientNetworks(name, "https"),
              announced: platform.announcesClients(name, "https"),
              port,
              healthPort,
              directory,
              certificate: `${directory}/tls.pem`,
              routes: routes.map((route) => ({ ...route, address: platform.hostname(route.workload) })),
              home: args.home,
              domain: args.domain,
              requestsPerTenSeconds: args.requestsPerTenSeconds,
              bodyBytes: args.bodyBytes,
            }),
          },
          { path: `${directory}/503.html`, content: text(join(__dirname, "503.html")) },
          { path: `${directory}/health.sh`, content: text(join(__dirname, "..", "haproxy-health.sh")) },
          { path: `${directory}/ca.crt`, content: authority.certificatePem },
        ],
        secrets: [
          {
            path: `${directory}/tls.pem`,
            content: pulumi.interpolate`${certificate.certificatePem}${certificate.privateKeyPem}`,
          },
        ],
        health: { kind: "command", command: ["bash", `${directory}/health.sh`] },
        resources: { memory: args.memory, cpus: args.cpus },
        ...(args.replicas === undefined ? {} : { replicas: args.replicas }),
        logs: "json",
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
