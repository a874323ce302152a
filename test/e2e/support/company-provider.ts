import { stringify } from "yaml";
import { bindDn, directoryName, directorySettings, port as directoryPort } from "./company-directory";
import { certify, type Certified } from "./certificates";
import type { CompanyServer } from "./company";

const port = 5556;

/** The name that the provider's certificate carries. */
export const providerName = "login.company.test";
/** What it calls the stack. */
export const providerClient = "lakehouse-dev";

/** Its addresses, by the port at which it is found; the stack's settings. */
export const providerSettings = (at: number) => {
  const issuer = `https://${providerName}:${at}/dex`;
  return { issuer, tokenUrl: `${issuer}/token`, keysUrl: `${issuer}/keys`, clientId: providerClient };
};

export interface CompanyProviderArgs {
  /** Signs its certificate. */
  authority: Certified;
  /** Password of the entry by which it looks people up in the company's directory. */
  bindPassword: string;
  /** Secret of the stack, and where the stack has people led back to. */
  client: { secret: string; redirectUri: string };
}

/** A company's identity provider: the same software as the stack's own, in front of the company's directory. */
export function companyProvider({ authority, bindPassword, client }: CompanyProviderArgs): CompanyServer {
  const { certificate, key } = certify(providerName, authority);
  const { baseDn, groupBaseDn, userFilter, groupFilter, groupAttribute } = directorySettings;
  const config = (at: number) => ({
    issuer: providerSettings(at).issuer,
    storage: { type: "memory" },
    web: {
      ...{ https: `0.0.0.0:${port}`, tlsMinVersion: "1.3" },
      ...{ tlsCert: "/etc/company/server.crt", tlsKey: "/etc/company/server.key" },
    },
    oauth2: { grantTypes: ["authorization_code"], responseTypes: ["code"], skipApprovalScreen: true },
    expiry: { idTokens: "10m", authRequests: "10m" },
    logger: { level: "info", format: "json" },
    connectors: [
      {
        ...{ type: "ldap", id: "ldap", name: "Directory" },
        config: {
          ...{ host: `${directoryName}:${directoryPort}`, rootCA: "/etc/company/ca.crt" },
          ...{ bindDN: bindDn, bindPW: bindPassword, usernamePrompt: "Name" },
          userSearch: {
            ...{ baseDN: baseDn, filter: userFilter, username: "uid", idAttr: "uid" },
            ...{ emailAttr: "mail", nameAttr: "givenName", preferredUsernameAttr: "uid" },
          },
          groupSearch: {
            ...{ baseDN: groupBaseDn, filter: groupFilter, nameAttr: "cn" },
            userMatchers: [{ userAttr: "DN", groupAttr: groupAttribute }],
          },
        },
      },
    ],
    staticClients: [
      {
        ...{ id: providerClient, name: "Lakehouse", secret: client.secret },
        redirectURIs: [client.redirectUri],
      },
    ],
  });
  return {
    ...{ name: providerName, image: "dex", port },
    environment: ["DEX_EXPAND_ENV=false"],
    command: ["/usr/local/bin/dex", "serve", "/etc/company/config.yaml"],
    files: (at) => ({
      "config.yaml": stringify(config(at)),
      ...{ "server.crt": certificate, "server.key": key, "ca.crt": authority.certificate },
    }),
  };
}
