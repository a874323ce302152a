import * as pulumi from "@pulumi/pulumi";
import type { Footprint } from "../../platform/footprint";
import { withLoopback } from "../../platform/listening";
import type { Platform } from "../../platform/platform";
import type { File } from "../../platform/workload";
import { ServerCertificate, type CertificateAuthority } from "../../security/certificate-authority";
import type { EncryptionKey } from "../../security/encryption-key";
import { roles, type Role } from "../../security/roles";
import { supersetRoles } from "../../security/superset-roles";
import type { Cache } from "../../storage/cache/cache";
import type { CacheClient } from "../../storage/cache/users";
import type { DatabaseLogin } from "../../storage/relational-store/access";
import { accessDocument } from "./access-document";
import { assets, programs } from "./assets";
import { beat, beatArgs, worker, workerArgs, type Given } from "./background";
import { configuration } from "./configuration";

const port = 8088;

/** Bytes a request may carry: what `MAX_CONTENT_LENGTH` in server/superset_config.py says. */
export const supersetBodyBytes = 2 * 1024 * 1024;

/** Memory limit of the job: it loads all of Superset once. */
export const initialiseMemory = "512Mi";

/** What Superset asks of its host. It keeps nothing itself. */
export const supersetFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "superset",
  image: "superset",
  memory,
  before: [initialiseMemory],
});

/** How people sign on: an OpenID Connect provider. */
export interface SupersetSignOn {
  /** Issuer of tokens, and where browsers find it. */
  issuer: string;
  /** The same place for Superset itself, with `/token` and `/keys` below it. */
  internalUrl: string;
  clientId: string;
  clientSecret: pulumi.Input<string>;
  /** Claim that lists groups. */
  groupsClaim: string;
  /** Groups whose members have a role. */
  groups: Record<Role, readonly string[]>;
}

/** Processes that stand in for each other: what a session is lies in the cache. */
export interface SupersetCluster {
  /** That serve, at least and at most. */
  replicas: number;
  mostReplicas: number;
  /** Share of the CPUs set aside for them, in percent, above which there are more. */
  cpuPercent: number;
  /** That work in the background. */
  workers: number;
}

export interface SupersetArgs {
  platform: Platform;
  authority: CertificateAuthority;
  memory: string;
  cpus: number;
  /** Memory limits of what works in the background, and of what sends work there by the clock. */
  workerMemory: string;
  beatMemory: string;
  /** Greatest age of what a dashboard shows, in seconds. */
  cacheSeconds: number;
  /** How many of them there are, where there may be several. @default one of each */
  cluster?: SupersetCluster | undefined;
  /** Holds what is cached, and the queue of background work. */
  cache: Pick<Cache, "address" | "logins">;
  /** Its logins in PostgreSQL, by database: for its own tables, and for reading `live`, as `assets/databases/live.yaml` names it. */
  databases: Record<"superset" | "live", DatabaseLogin>;
  /** Encrypts passwords in its own tables. */
  key: Pick<EncryptionKey, "base64">;
  /** Password of its login `superset` in Dremio. */
  dremioPassword: pulumi.Input<string>;
  signOn: SupersetSignOn;
}

/** Names of Superset's roles by group. */
const rolesByGroup = (groups: SupersetSignOn["groups"]): Record<string, string[]> => {
  const all = roles.flatMap((role) =>
    groups[role].map((group) => [group, supersetRoles[role].name] as const),
  );
  const mapping: Record<string, string[]> = {};
  for (const [group, role] of all) mapping[group] = [...(mapping[group] ?? []), role];
  return mapping;
};

/**
 * Superset: one process that serves, TLS 1.3 only, one that works in the background and one that keeps the time; its
 * metadata in PostgreSQL. A job brings the metadata to what the role catalogue and the files beside this one say; the
 * others start after it.
 */
export class Superset extends pulumi.ComponentResource {
  static readonly type = "lakehouse:presentation:Superset";

  constructor(name: string, args: SupersetArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super(Superset.type, name, {}, opts);
    const { platform, authority, key, signOn, cluster } = args;
    const certificate = new ServerCertificate(
      `${name}-certificate`,
      { authority, hostnames: platform.hostnames(name), ipAddresses: platform.ipAddresses(name) },
      { parent: this },
    );
    const hosts = { dremio: platform.hostname("dremio"), postgresql: platform.hostname("postgresql") };
    const environment = {
      LAKEHOUSE_FILES: configuration,
      METADATA_DATABASE: `${hosts.postgresql}:5432/superset`,
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONPATH: configuration,
      PYTHONUNBUFFERED: "1",
    };
    const files: File[] = [
      ...programs("server", configuration),
      { path: `${configuration}/ca.crt`, content: authority.certificatePem },
      {
        path: `${configuration}/sign-on.json`,
        content: JSON.stringify(
          {
            ...{ issuer: signOn.issuer, internalUrl: signOn.internalUrl, clientId: signOn.clientId },
            ...{ groupsClaim: signOn.groupsClaim, roles: rolesByGroup(signOn.groups) },
          },
          null,
          2,
        ),
      },
    ];
    const secrets: File[] = [
      { path: `${configuration}/sign-on-secret`, content: signOn.clientSecret },
      { path: `${configuration}/secret-key`, content: key.base64 },
      {
        path: `${configuration}/pgpass`,
        content: pulumi.concat(
          ...Object.entries(args.databases).map(
            ([database, { user, password }]) =>
              pulumi.interpolate`${hosts.postgresql}:5432:${database}:${user}:${password}\n`,
          ),
        ),
      },
    ];
    const prepared = platform.runJob(
      `${name}-init`,
      {
        image: "superset",
        command: ["python", `${configuration}/initialise.py`],
        environment,
        files: [
          ...files,
          ...programs("initialise", configuration),
          ...assets(configuration, hosts),
          {
            path: `${configuration}/access.json`,
            content: JSON.stringify(accessDocument(), null, 2),
          },
        ],
        secrets: [...secrets, { path: `${configuration}/dremio-password`, content: args.dremioPassword }],
        scratch: { "/tmp": "32Mi" },
        resources: { memory: initialiseMemory, cpus: 1 },
      },
      { parent: this },
    );
    const withCache = (client: CacheClient, given: Given): Given => ({
      environment: {
        ...given.environment,
        CACHE_SERVER: args.cache.address,
        CACHE_USER: args.cache.logins[client].user,
        FIGURES_SECONDS: String(args.cacheSeconds),
        // No authority but ours, whatever the image trusts.
        SSL_CERT_FILE: `${configuration}/ca.crt`,
        SSL_CERT_DIR: `${configuration}/no-others`,
      },
      files: given.files,
      secrets: [
        ...given.secrets,
        { path: `${configuration}/cache-password`, content: args.cache.logins[client].password },
      ],
    });
    const served = withCache("superset", { environment, files, secrets });
    const after = { parent: this, dependsOn: [prepared.succeeded] };
    const addresses = withLoopback(platform.listenAddresses(name, "https"));
    platform.run(
      name,
      {
        image: "superset",
        command: [
          "gunicorn",
          "--config",
          `${configuration}/gunicorn.conf.py`,
          ...(addresses.includes("0.0.0.0") ? ["0.0.0.0"] : addresses).flatMap((address) => [
            "--bind",
            `${address}:${port}`,
          ]),
          "superset.app:create_app()",
        ],
        environment: served.environment,
        ports: { https: { number: port, protocol: "http", tls: { mode: "native" } } },
        files: [
          ...served.files,
          { path: `${configuration}/server.crt`, content: certificate.certificatePem },
        ],
        secrets: [
          ...served.secrets,
          { path: `${configuration}/server.key`, content: certificate.privateKeyPem },
        ],
        scratch: { "/tmp": "64Mi" },
        // The job changes the tables under it.
        after: [prepared.run],
        health: { kind: "command", command: ["python", `${configuration}/health.py`] },
        resources: { memory: args.memory, cpus: args.cpus },
        ...(cluster
          ? {
              replicas: cluster.replicas,
              scaling: { most: cluster.mostReplicas, cpuPercent: cluster.cpuPercent },
            }
          : {}),
        logs: "json",
      },
      after,
    );
    const inBackground = withCache(worker, { environment, files, secrets });
    platform.run(
      worker,
      {
        ...workerArgs(inBackground, args.workerMemory, args.cpus),
        after: [prepared.run],
        ...(cluster ? { replicas: cluster.workers } : {}),
      },
      after,
    );
    const { METADATA_DATABASE: _database, ...plain } = environment;
    const byClock = withCache(beat, { environment: plain, files, secrets: [] });
    platform.run(beat, beatArgs(byClock, args.beatMemory), after);
    this.registerOutputs();
  }
}
