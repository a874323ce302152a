import { join } from "node:path";
import { render } from "../../components/platform/template";
import { embeddedDirectory, type Connector } from "../../components/security/identity-provider/connector";

const components = join(__dirname, "../../components/security");

const dexOf = (connector: Connector) =>
  render(join(components, "identity-provider/dex.yaml.eta"), {
    issuer: "https://login.localhost/dex",
    listen: "127.0.0.1:5557",
    rootCa: "/etc/access/ca.crt",
    connector,
    clients: [
      {
        id: "superset",
        secret: "0123456789abcdef0123456789abcdef",
        redirectUris: ["https://superset.localhost/oauth-authorized/lakehouse"],
      },
    ],
  });

/** What Dex is told by the platform, filled in. */
export const dexText = dexOf(
  embeddedDirectory({ user: "uid=identity,ou=services,ou=users,dc=lakehouse", password: "of-a-service" }),
);

/** The same, where a company's identity provider knows people. */
export const dexOfProviderText = dexOf({
  type: "oidc",
  issuer: "https://sign-on-egress:8443/realms/data",
  issuerName: "https://login.example.org/realms/data",
  tokenUrl: "https://sign-on-egress:8443/realms/data/token",
  keysUrl: "https://sign-on-egress:8443/realms/data/keys",
  clientId: "lakehouse",
  clientSecret: "0123456789abcdef",
  redirectUri: "https://login.localhost/dex/callback",
  groupsClaim: "groups",
});

/** A hash by bcrypt, at cost 10, as GLAuth wants it. */
export const hash = Buffer.from(`$2b$10$${"a".repeat(53)}`).toString("hex");

/** What GLAuth is told by the platform, filled in. */
export const glauthText = render(join(components, "directory/glauth.cfg.eta"), {
  listen: "127.0.0.1:3893",
  baseDn: "dc=lakehouse",
  mailDomain: "localhost",
  groups: [
    { name: "people", number: 5000 },
    { name: "services", number: 5100 },
  ],
  users: [
    { login: "administrator", number: 6000, group: 5000, further: [5001], hash, searches: [] },
    {
      ...{ login: "identity", number: 6100, group: 5100, further: [], hash },
      searches: ["ou=users,dc=lakehouse", "ou=groups,dc=lakehouse"],
    },
  ],
});
