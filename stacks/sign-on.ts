import type { Platform } from "../components/platform/platform";
import type { CertificateAuthority } from "../components/security/certificate-authority";
import { accessProxyCallback, accessProxyClient } from "../components/security/access-proxy/access-proxy";
import { Directory } from "../components/security/directory/directory";
import { EgressProxy, type Destination } from "../components/security/egress-proxy/egress-proxy";
import { embeddedDirectory, type Connector } from "../components/security/identity-provider/connector";
import {
  IdentityProvider,
  type SignOnClient,
} from "../components/security/identity-provider/identity-provider";
import { roles, type Role } from "../components/security/roles";
import { objectStoreClient, type ObjectStoreSignOn } from "../components/storage/object-store/sign-on";
import type { Config } from "./schema";
import { companyConnector, companyDestination } from "./company-sign-on";
import { embedsSignOn, runs, signOnEgress, signsOn, webAddress } from "./services";

interface Common {
  platform: Platform;
  authority: CertificateAuthority;
  exampleUsers: boolean;
  rotation: string | undefined;
}

/** Groups whose members have a role; unless it is said otherwise they have the roles' names. */
export const groupsOfRoles = ({ signOn }: Config): Record<Role, readonly string[]> =>
  signOn.groups ??
  (Object.fromEntries(roles.map((role) => [role, [role]])) as unknown as Record<Role, readonly string[]>);

/**
 * Where a command on a person's own machine waits to be led back to (RFC 8252, section 7.3). Dex takes the named address
 * alone, so the port is fixed.
 */
const commandCallback = "http://127.0.0.1:8976/signed-on";

/** Services that let people sign on by the stack's own identity provider, and where each is led back to. */
const clients = (config: Config): SignOnClient[] => [
  // Who signs on for the object store does so with a command, which can keep no secret.
  ...(embedsSignOn(config) ? [{ id: objectStoreClient, redirectUris: [commandCallback], public: true }] : []),
  { id: accessProxyClient, redirectUris: [`${webAddress(config, "dremio")}${accessProxyCallback}`] },
  ...(runs(config, "dashboards")
    ? [
        {
          id: "superset",
          redirectUris: [`${webAddress(config, "superset")}/oauth-authorized/lakehouse`],
        },
      ]
    : []),
];

/** Who knows people. */
export interface SignOn {
  identity: IdentityProvider;
  /** @default none: people are known elsewhere */
  directory?: Directory;
}

/** The identity provider, and the directory that it asks where that is the stack's own; none where nobody signs on. */
export function signOnOf(config: Config, common: Common): SignOn | undefined {
  if (!signsOn(config)) return undefined;
  const identity = (connector: Connector, dependsOn: EgressProxy | Directory) =>
    new IdentityProvider(
      "identity",
      {
        ...common,
        ...config.identity,
        address: webAddress(config, "identity"),
        connector,
        clients: clients(config),
      },
      { dependsOn: [dependsOn.ready] },
    );
  if (!embedsSignOn(config)) {
    const egress = egressTo(companyDestination(config), config, common);
    return { identity: identity(companyConnector(config, egress.address), egress) };
  }
  const directory = new Directory("directory", {
    ...common,
    ...config.directory,
    services: ["identity"],
    mailDomain: config.edge.domain,
  });
  return { directory, identity: identity(embeddedDirectory(directory.services.identity!), directory) };
}

const egressTo = (destination: Destination, config: Config, common: Common) =>
  new EgressProxy(signOnEgress, { ...common, ...config.egressProxy, destination });

/**
 * How the object store asks the stack's own identity provider about people; undefined where there is none. A company's
 * groups are not taken: the store takes a group's name for a policy's, and one might be called as another policy is.
 */
export const objectStoreSignOn = (
  config: Config,
  signOn: ReturnType<typeof signOnOf>,
): ObjectStoreSignOn | undefined =>
  signOn?.directory && {
    ...{ issuer: signOn.identity.issuer, workload: "identity", port: "https" },
    ...{ groupsClaim: "groups", groups: groupsOfRoles(config) },
    sessionMinutes: config.objectStore.sessionMinutes,
  };

/** How the operator's commands sign a person on for the object store. */
export const commandClient = (issuer: string) => ({
  issuer,
  clientId: objectStoreClient,
  callback: commandCallback,
});
