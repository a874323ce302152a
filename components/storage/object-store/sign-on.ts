import * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthority } from "../../security/certificate-authority";
import { Credential } from "../../security/credential";
import type { Role } from "../../security/roles";
import type { WorkloadArgs } from "../../platform/workload";

/** The object store's name at the identity provider: the audience of tokens that it takes. */
export const objectStoreClient = "object-store";
/** On loopback, where the server finds what it asks of the identity provider. */
const plainPort = 5556;

/** People who sign on with an identity provider, and get credentials of the store that end. */
export interface ObjectStoreSignOn {
  /** Issuer of the tokens, where browsers find it, for example `https://login.localhost/dex`. */
  issuer: string;
  /** The identity provider's workload, and the name of its port. */
  workload: string;
  port: string;
  /** Claim that lists a person's groups. */
  groupsClaim: string;
  /** Groups whose members have a role. Each becomes the name of a policy. */
  groups: Readonly<Record<Role, readonly string[]>>;
  /** Minutes for which temporary credentials are good, whatever is asked for; 15 at least. */
  sessionMinutes: number;
}

interface Surroundings {
  authority: CertificateAuthority;
  /** Directory of the server's secrets. */
  secrets: string;
  rotation?: string | undefined;
}

/**
 * What the server is told so that it changes tokens for credentials (STS AssumeRoleWithWebIdentity).
 *
 * The server fetches the provider's discovery document, and the keys it names, before it knows any user, and has no
 * setting for the keys alone. The document's addresses are those of browsers, which lead nowhere from its network; so a
 * document of our own is answered on loopback, whose keys are the provider's, or none while that is away. The server asks
 * for keys again whenever a token's key is not among those it knows.
 * Source: MinIO RELEASE.2025-09-07 internal/config/identity/openid (openid.go, jwt.go), cmd/iam.go Init.
 */
export function signOnWorkload(
  name: string,
  signOn: ObjectStoreSignOn,
  { authority, secrets, rotation }: Surroundings,
  opts: pulumi.ComponentResourceOptions,
): {
  environment: Record<string, string>;
  secrets: NonNullable<WorkloadArgs["secrets"]>;
  relays: NonNullable<WorkloadArgs["relays"]>;
  health: string;
} {
  const { pathname } = new URL(signOn.issuer);
  const base = pathname.replace(/\/$/, "");
  const inside = `http://127.0.0.1:${plainPort}`;
  const discovery = `${base}/.well-known/openid-configuration`;
  // The client is public and has no secret at the provider. The server takes its own for a key that signs tokens, so it
  // is one that nobody else knows, and never empty.
  const { password } = new Credential(`${name}-sign-on`, { user: objectStoreClient, rotation }, opts);
  return {
    environment: {
      MINIO_CONFIG_ENV_FILE: `${secrets}/sign-on.env`,
      MINIO_IDENTITY_OPENID_CLAIM_NAME: signOn.groupsClaim,
      MINIO_IDENTITY_OPENID_CLIENT_ID: objectStoreClient,
      MINIO_IDENTITY_OPENID_CONFIG_URL: `${inside}${discovery}`,
      // Set, it overrules the duration that a request names, which could be a year.
      MINIO_STS_DURATION: `${signOn.sessionMinutes}m`,
    },
    secrets: [
      {
        path: `${secrets}/sign-on.env`,
        content: pulumi.interpolate`MINIO_IDENTITY_OPENID_CLIENT_SECRET=${password}`,
      },
    ],
    relays: [
      {
        ...{ plainPort, to: signOn.workload, port: signOn.port, authorityPem: authority.certificatePem },
        health: `${base}/healthz`,
        documents: { [discovery]: { issuer: signOn.issuer, jwks_uri: `${inside}${base}/keys` } },
        paths: { [`${base}/keys`]: { keys: [] } },
      },
    ],
    // Users are known only once the keys have been asked for.
    health: "/minio/health/cluster",
  };
}
