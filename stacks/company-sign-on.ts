import * as pulumi from "@pulumi/pulumi";
import type { Destination } from "../components/security/egress-proxy/egress-proxy";
import type { Connector } from "../components/security/identity-provider/connector";
import type { Config } from "./schema";
import { webAddress } from "./services";

/** Registered port of LDAP over TLS. */
const ldapsPort = 636;
const httpsPort = 443;

/** Where a company knows people: the one place to which a way out leads. */
export function companyDestination({ signOn: { ldap, oidc } }: Config): Destination {
  if (ldap) {
    const { hostname, port } = new URL(ldap.url);
    return {
      ...{ host: hostname, port: Number(port) || ldapsPort, address: ldap.address },
      authorityPem: ldap.authority,
    };
  }
  const { hostname, port } = new URL(oidc!.issuer);
  return {
    ...{ host: hostname, port: Number(port) || httpsPort, address: oidc!.address },
    authorityPem: oidc!.authority,
    paths: [discovery(oidc!.issuer), oidc!.tokenUrl, oidc!.keysUrl].map((url) => new URL(url).pathname),
  };
}

/** How the identity provider asks there. @param egress where the way out is, as host and port */
export function companyConnector(config: Config, egress: string): Connector {
  const { ldap, oidc } = config.signOn;
  const secret = pulumi.secret(config.signOnSecret!);
  if (ldap)
    return {
      type: "ldap",
      ...{ host: egress, bindDn: ldap.bindDn, bindPassword: secret },
      people: {
        ...{ base: ldap.baseDn, filter: ldap.userFilter, login: ldap.userAttribute },
        ...{ mail: ldap.mailAttribute, name: ldap.nameAttribute },
      },
      groups: {
        ...{ base: ldap.groupBaseDn ?? ldap.baseDn, filter: ldap.groupFilter },
        ...{ members: ldap.groupAttribute, name: ldap.groupNameAttribute },
      },
    };
  const inside = (url: string) => `https://${egress}${new URL(url).pathname}`;
  return {
    type: "oidc",
    ...{ issuer: inside(oidc!.issuer).replace(/\/$/, ""), issuerName: oidc!.issuer },
    ...{ tokenUrl: inside(oidc!.tokenUrl), keysUrl: inside(oidc!.keysUrl) },
    ...{ clientId: oidc!.clientId, clientSecret: secret, groupsClaim: oidc!.groupsClaim },
    redirectUri: `${webAddress(config, "identity")}/dex/callback`,
  };
}

const discovery = (issuer: string) => `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
