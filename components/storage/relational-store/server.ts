import type * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthority } from "../../security/certificate-authority";
import type { Credential } from "../../security/credential";
import { mebibytes } from "../../platform/quantity";

/** Port of the protocol, on every server. */
export const port = 5432;

/** What both forms of the server are told: one process of the platform's, or a cluster of an operator's. */
export interface ServerArgs {
  authority: CertificateAuthority;
  administrator: Credential;
  memory: string;
  cpus: number;
  maxConnections: number;
}

/** A server that runs. */
export interface Server {
  /** Complete when it can be asked: what is made inside it comes after it. */
  readonly ready: pulumi.Resource;
  readonly warnings: string[];
}

/** Share of the memory limit for PostgreSQL's own cache, and what the planner counts on: its manual, section 19.4. */
export function memorySettings(limit: string): Record<string, string> {
  const total = mebibytes(limit);
  return { shared_buffers: `${Math.floor(total / 4)}MB`, effective_cache_size: `${Math.floor(total / 2)}MB` };
}

/**
 * What each process may have for itself, in kibibytes: one statement then ends by an error, and not the whole server by the
 * kernel. The least is what maintenance takes.
 */
const processMemory = (limit: string): number => Math.max(128, Math.floor(mebibytes(limit) / 3)) * 1024;

/**
 * What `start.sh` and the image's entry point read.
 * @param server.locale flags of initdb beside those for passwords
 */
export const startEnvironment = (server: {
  memory: string;
  dataDirectory: string;
  locale: string;
  user: string;
  passwordFile: string;
}): Record<string, string> => ({
  LAKEHOUSE_PROCESS_MEMORY: String(processMemory(server.memory)),
  PGDATA: server.dataDirectory,
  POSTGRES_INITDB_ARGS: `--data-checksums --auth-local=scram-sha-256 --auth-host=scram-sha-256 ${server.locale}`,
  POSTGRES_HOST_AUTH_METHOD: "scram-sha-256",
  POSTGRES_PASSWORD_FILE: server.passwordFile,
  POSTGRES_USER: server.user,
});
