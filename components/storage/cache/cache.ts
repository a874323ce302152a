import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Footprint } from "../../platform/footprint";
import { withLoopback } from "../../platform/listening";
import type { Platform } from "../../platform/platform";
import { quantity } from "../../platform/quantity";
import { render, text } from "../../platform/template";
import { ServerCertificate, type CertificateAuthority } from "../../security/certificate-authority";
import { Credential } from "../../security/credential";
import { accessList, cacheUsers, type CacheClient } from "./users";

const port = 6379;
const configuration = "/etc/lakehouse/cache";

/** Share of the memory limit for keys; the rest is for connections, what waits in them, and the server itself. */
const shareForKeys = 0.5;

/** What the cache asks of its host. It writes nothing to a drive. */
export const cacheFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "cache",
  image: "valkey",
  memory,
});

/** A login of the cache. */
export interface CacheLogin {
  user: string;
  password: pulumi.Output<string>;
}

export interface CacheArgs {
  platform: Platform;
  authority: CertificateAuthority;
  memory: string;
  cpus: number;
  /** Changing it makes every password anew. @default none */
  rotation?: string | undefined;
}

/**
 * Valkey, for caches and for the queue of background work: TLS 1.3 only, a login per client with the commands and keys
 * it needs, no login beside these, and nothing kept across a restart.
 */
export class Cache extends pulumi.ComponentResource {
  readonly logins: Record<CacheClient, CacheLogin>;
  /** Where clients reach it, as `host:port`. */
  readonly address: string;

  constructor(name: string, args: CacheArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:storage:Cache", name, {}, opts);
    const { platform, authority } = args;
    const certificate = new ServerCertificate(
      `${name}-certificate`,
      { authority, hostnames: platform.hostnames(name), ipAddresses: platform.ipAddresses(name) },
      { parent: this },
    );
    const clients = Object.keys(cacheUsers) as CacheClient[];
    const logins = clients.map((client): [CacheClient, CacheLogin] => {
      const { user, password } = new Credential(
        `${name}-${client}`,
        { user: client, rotation: args.rotation },
        { parent: this },
      );
      return [client, { user, password }];
    });
    const hashes = pulumi.all(
      Object.fromEntries(logins.map(([client, { password }]) => [client, password.apply(sha256)])),
    );
    platform.run(
      name,
      {
        image: "valkey",
        command: ["valkey-server", `${configuration}/valkey.conf`],
        ports: { tls: { number: port, protocol: "tcp", tls: { mode: "native" } } },
        files: [
          {
            path: `${configuration}/valkey.conf`,
            content: render(join(__dirname, "valkey.conf.eta"), {
              listenAddresses: withLoopback(platform.listenAddresses(name, "tls")),
              port,
              directory: configuration,
              maxMemoryBytes: Math.floor(quantity(args.memory) * shareForKeys),
            }),
          },
          { path: `${configuration}/health.sh`, content: text(join(__dirname, "health.sh")) },
          { path: `${configuration}/ca.crt`, content: authority.certificatePem },
          { path: `${configuration}/server.crt`, content: certificate.certificatePem },
        ],
        secrets: [
          { path: `${configuration}/server.key`, content: certificate.privateKeyPem },
          { path: `${configuration}/users.acl`, content: hashes.apply((of) => accessList(cacheUsers, of)) },
        ],
        // The image declares a volume there, which would be a plain one that nobody named.
        scratch: { "/data": "1Mi" },
        health: { kind: "command", command: ["bash", `${configuration}/health.sh`] },
        resources: { memory: args.memory, cpus: args.cpus },
        logs: "text",
      },
      { parent: this },
    );
    this.logins = Object.fromEntries(logins) as Record<CacheClient, CacheLogin>;
    this.address = `${platform.hostname(name)}:${port}`;
    this.registerOutputs();
  }
}

const sha256 = (secret: string): string => createHash("sha256").update(secret).digest("hex");
