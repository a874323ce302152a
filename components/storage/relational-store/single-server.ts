import type * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import { withLoopback } from "../../platform/listening";
import type { Platform } from "../../platform/platform";
import type { Volume } from "../../platform/workload";
import { render, text } from "../../platform/template";
import { ServerCertificate } from "../../security/certificate-authority";
import { databases } from "../../security/roles";
import { databaseKey } from "./encryption-key";
import { memorySettings, port, startEnvironment, type Server, type ServerArgs } from "./server";

const dataDirectory = "/data/db";
const keyDirectory = "/data/keys";
const configuration = "/etc/lakehouse/postgresql";

const flags = (settings: Record<string, string>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

export const singleServerVolumes: Record<string, Volume> = {
  data: {
    path: dataDirectory,
    size: "10Gi",
    encryption: { at: "application", by: "pg_tde, AES-256: tables, indexes and write-ahead log" },
  },
  keys: { path: keyDirectory, size: "1Gi", encryption: { at: "volume" } },
};

/**
 * One server with its encryption key ring in a file on a protected volume of its own, which is for a development host only:
 * whoever can read both volumes can read the data.
 * @param encryptionKey number of the principal key in use
 */
export function singleServer(
  name: string,
  args: ServerArgs & { platform: Platform; encryptionKey: number },
  parent: pulumi.Resource,
): Server {
  const { platform, authority, administrator } = args;
  const certificate = new ServerCertificate(
    `${name}-certificate`,
    { authority, hostnames: platform.hostnames(name), ipAddresses: platform.ipAddresses(name) },
    { parent },
  );
  const server = platform.run(
    name,
    {
      image: "postgresql",
      command: [
        "bash",
        `${configuration}/start.sh`,
        "postgres",
        ...flags({ config_file: `${configuration}/postgresql.conf`, ...memorySettings(args.memory) }),
      ],
      // Fast shutdown: SIGTERM would wait until the last client has gone.
      stopSignal: "SIGINT",
      environment: startEnvironment({
        ...{ memory: args.memory, dataDirectory, user: administrator.user },
        locale: "--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8",
        passwordFile: `${configuration}/administrator-password`,
      }),
      ports: { sql: { number: port, protocol: "tcp", tls: { mode: "native" } } },
      files: [
        {
          path: `${configuration}/postgresql.conf`,
          content: render(join(__dirname, "postgresql.conf.eta"), {
            listenAddresses: withLoopback(platform.listenAddresses(name, "sql")),
            port,
            maxConnections: args.maxConnections,
            directory: configuration,
          }),
        },
        {
          path: `${configuration}/pg_hba.conf`,
          content: render(join(__dirname, "pg_hba.conf.eta"), {
            // `template1` only for the grants on it.
            databases: [...databases, "postgres", "template1"],
            clients: platform.clientNetworks(name, "sql"),
          }),
        },
        { path: `${configuration}/start.sh`, content: text(join(__dirname, "start.sh")) },
        { path: `${configuration}/ca.crt`, content: authority.certificatePem },
        { path: `${configuration}/server.crt`, content: certificate.certificatePem },
        {
          path: "/docker-entrypoint-initdb.d/encryption.sql",
          content: render(join(__dirname, "encryption.sql.eta"), { keyDirectory }),
        },
      ],
      secrets: [
        { path: `${configuration}/server.key`, content: certificate.privateKeyPem },
        { path: `${configuration}/administrator-password`, content: administrator.password },
      ],
      volumes: singleServerVolumes,
      scratch: { "/tmp": "64Mi", "/var/run/postgresql": "1Mi" },
      health: { kind: "command", command: ["pg_isready", "-q", "-h", "127.0.0.1", "-p", String(port)] },
      resources: { memory: args.memory, cpus: args.cpus },
      identity: "stable",
      logs: "text",
    },
    { parent },
  );
  databaseKey(
    `${name}-key`,
    {
      platform,
      server: { name, port },
      administrator,
      authorityPem: authority.certificatePem,
      number: args.encryptionKey,
    },
    { parent, dependsOn: [server] },
  );
  return {
    ready: server,
    warnings: [
      `The volume of ${name}'s key ring must survive with its data volume: without it the databases cannot be ` +
        "read by anyone, ever. A key ring in a file is for development hosts only.",
    ],
  };
}
