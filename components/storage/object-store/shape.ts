import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../../platform/platform";
import type { File, Volume, WorkloadArgs } from "../../platform/workload";
import type { CertificateAuthority, ServerCertificate } from "../../security/certificate-authority";

const port = 9000;
const plainPort = 9900;

/**
 * Seconds until a server that has come back uses the drives of the others, and they use its own: each looks for drives it lacks
 * every 15. Source: MinIO, cmd/erasure-sets.go. Before that it answers reads with 503 (measured: 13 s after
 * `cluster/read` was well, which asks the others what they have). If the next went before, a few in a row would take
 * more drives away than parity covers.
 */
const reconnectSeconds = 20;

/** How a store of many servers keeps objects. Source: MinIO, "Erasure Coding". */
export interface Distribution {
  servers: number;
  /** Drives of each server. */
  drives: number;
  /** Drives that may be lost without loss of data. */
  parity: number;
  /** Size of each drive, for example `200Gi`. */
  driveSize: string;
}

/** What tells a store of one server from one of many. */
export interface Shape {
  /** After `server`. */
  command: string[];
  environment: Record<string, string>;
  secrets: File[];
  /** Paths that say whether it can be asked, and whether its process lives. Source: MinIO, "Healthcheck API". */
  health: { path: string; alive?: string };
  workload: Pick<WorkloadArgs, "ports" | "volumes" | "replicas" | "peers" | "files" | "settleSeconds">;
}

export const drive = (path: string, size: string): Volume => ({
  path,
  size,
  encryption: { at: "application", by: "server-side encryption, AES-256-GCM, on every write" },
});

/** One server with one drive, in plain behind its terminator. */
export const single = (): Shape => ({
  command: ["--certs-dir", "/tmp/certs", "--address", `127.0.0.1:${plainPort}`, "/data"],
  environment: {},
  secrets: [],
  health: { path: "/minio/health/live" },
  workload: {
    ports: { s3: { number: port, protocol: "http", tls: { mode: "terminated", plainPort } } },
    volumes: { data: drive("/data", "20Gi") },
  },
});

/**
 * Many servers that reach each other's drives by HTTPS, as they reach clients: every one of them behind a terminator, since
 * the server itself cannot refuse TLS 1.2. It knows itself among the others by name and port, so it listens on loopback at the
 * port at which its terminator stands on the pod's address.
 */
export function distributed(
  name: string,
  { servers, drives, parity, driveSize }: Distribution,
  {
    platform,
    authority,
    certificate,
    secrets,
  }: {
    platform: Platform;
    authority: CertificateAuthority;
    certificate: ServerCertificate;
    /** Directory of the store's secrets. */
    secrets: string;
  },
): Shape {
  const domain = platform.peerDomain(name);
  if (domain === undefined)
    throw new pulumi.RunError(
      "objectStore.distributed is set, and this stack has one host; take it away, or run it on Kubernetes.",
    );
  const certificates = `${secrets}/certificates`;
  return {
    command: [
      "--certs-dir",
      certificates,
      "--address",
      `127.0.0.1:${port}`,
      `https://${name}-{0...${servers - 1}}.${domain}:${port}/data{0...${drives - 1}}`,
    ],
    environment: { MINIO_STORAGE_CLASS_STANDARD: `EC:${parity}` },
    secrets: [{ path: `${certificates}/private.key`, content: certificate.privateKeyPem }],
    // Without its peers a server can be asked nothing at first, and would be no better off for being started again.
    health: { path: "/minio/health/cluster/read", alive: "/minio/health/live" },
    workload: {
      files: [
        { path: `${certificates}/public.crt`, content: certificate.certificatePem },
        { path: `${certificates}/CAs/ca.crt`, content: authority.certificatePem },
      ],
      ports: {
        s3: {
          number: port,
          protocol: "http",
          tls: { mode: "narrowed", plainPort: port, authorityPem: authority.certificatePem },
        },
      },
      volumes: Object.fromEntries(
        Array.from({ length: drives }, (_, index) => [`data${index}`, drive(`/data${index}`, driveSize)]),
      ),
      replicas: servers,
      settleSeconds: reconnectSeconds,
      peers: ["s3"],
    },
  };
}
