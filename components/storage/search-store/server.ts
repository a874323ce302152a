import type * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import { mebibytes } from "../../platform/quantity";
import { text } from "../../platform/template";
import type { CertificateAuthority } from "../../security/certificate-authority";
import type { Credential } from "../../security/credential";

/** Port for clients, on every server. */
export const port = 9200;

/** Options of the Java machine beside its heap. */
export const javaOptions = (): string => text(join(__dirname, "jvm.options"));

/** What both forms of the store are told: one process of the platform's, or a cluster of an operator's. */
export interface ServerArgs {
  authority: CertificateAuthority;
  administrator: Credential;
  memory: string;
  /** Java heap, for example `512Mi`; at most half of the memory. */
  heap: string;
  cpus: number;
}

/** A store that runs. */
export interface Server {
  /** Complete when it can be asked: what is made inside it comes after it. */
  readonly ready: pulumi.Resource;
}

/** The heap as Java is told of it: all of it from the start. */
export const heapFlags = (heap: string): string => `-Xms${mebibytes(heap)}m -Xmx${mebibytes(heap)}m`;

/** Who may do everything, in the server's own files: a new password is a new file. Elsewhere in the store there is nobody. */
export const administratorFiles = ({ user, bcryptHash }: Credential) => ({
  users: bcryptHash.apply((hash) => `${user}:${hash}\n`),
  users_roles: `superuser:${user}\n`,
});
