/**
 * Settings of Dex that somebody has looked at: what each does is known, and where it can open a door, a policy judges its
 * value. Others change who is believed (`trustedPeers`, `newGroupFromClaims`, `staticPasswords` from the environment, ...).
 * Source: Dex 2.45, cmd/dex/config.go, connector/{ldap,oidc,saml}/*.go and storage/storage.go.
 */

/** Any value, or the settings below it; for a list, those of its members. */
interface Known {
  [setting: string]: Known | true;
}

const all = (...settings: string[]): Known =>
  Object.fromEntries(settings.map((setting) => [setting, true as const]));

/** Settings of a connector, by its type. */
const connectors: Record<string, Known> = {
  ldap: {
    ...all("host", "rootCA", "rootCAData", "clientCert", "clientKey", "bindDN", "bindPW", "usernamePrompt"),
    // Each is refused by what guards the connection.
    ...all("insecureNoSSL", "insecureSkipVerify", "startTLS"),
    userSearch: all(
      ...["baseDN", "filter", "username", "scope", "idAttr"],
      ...["emailAttr", "emailSuffix", "nameAttr", "preferredUsernameAttr"],
    ),
    groupSearch: {
      ...all("baseDN", "filter", "scope", "nameAttr"),
      userMatchers: all("userAttr", "groupAttr", "recursionGroupAttr"),
    },
  },
  oidc: {
    ...all("issuer", "issuerAlias", "rootCAs", "clientID", "clientSecret", "redirectURI", "scopes"),
    ...all("pkceChallenge", "insecureEnableGroups", "overrideClaimMapping", "hostedDomains", "acrValues"),
    ...all("insecureSkipVerify", "getUserInfo", "userIDKey", "userNameKey", "promptType", "allowedGroups"),
    providerDiscoveryOverrides: all("tokenURL", "authURL", "jwksURL"),
    claimMapping: all("groups", "preferred_username", "email"),
  },
  saml: all(
    ...["ssoURL", "ssoIssuer", "entityIssuer", "ca", "caData", "redirectURI", "nameIDPolicyFormat"],
    ...["usernameAttr", "emailAttr", "groupsAttr", "groupsDelim", "allowedGroups", "filterGroups"],
  ),
};

const settings: Known = {
  issuer: true,
  storage: all("type"),
  web: {
    ...all("http", "https", "tlsCert", "tlsKey", "tlsMinVersion", "tlsMaxVersion", "allowedOrigins"),
    headers: true,
  },
  telemetry: true,
  grpc: true,
  oauth2: all(
    ...["grantTypes", "responseTypes", "skipApprovalScreen"],
    ...["alwaysShowLoginScreen", "passwordConnector"],
  ),
  expiry: all("idTokens", "authRequests", "signingKeys", "deviceRequests", "refreshTokens"),
  logger: all("level", "format"),
  connectors: all("type", "id", "name", "config"),
  staticClients: all("id", "name", "redirectURIs", "secret", "public", "logoURL"),
  enablePasswordDB: true,
  staticPasswords: true,
};

function unknownIn(value: unknown, known: Known | true | undefined, path: string): string[] {
  if (known === undefined) return [path];
  if (known === true || typeof value !== "object" || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((each, index) => unknownIn(each, known, `${path}[${index}]`));
  return Object.entries(value).flatMap(([setting, each]) =>
    unknownIn(each, Object.hasOwn(known, setting) ? known[setting] : undefined, `${path}.${setting}`),
  );
}

/** Paths of settings that are not known, such as `staticClients[0].trustedPeers`. */
export const unknownSettings = (document: unknown): string[] =>
  unknownIn(document, settings, "").map((path) => path.replace(/^\./, ""));

/** The same of a connector's own settings; none where its type is not known either. */
export const unknownConnectorSettings = (type: string, config: unknown): string[] =>
  Object.hasOwn(connectors, type) ? unknownIn(config, connectors[type], "config") : [];
