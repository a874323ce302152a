import { certify } from "../e2e/support/certificates";
import type { BadConfiguration } from "./configurations";

/** An authority's certificate, as long as there is a stack. */
const { certificate: authority } = certify("Company authority");

/** As an encrypted value stands in a stack's settings. */
const encrypted = { secure: "v1:AAAAAAAAAAAAAAAA:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB" };
const ldap = (changes: object, more: object = {}) => ({
  "lakehouse:signOn": {
    by: "ldap",
    ...more,
    ldap: {
      ...{
        url: "ldaps://directory.example.org",
        baseDn: "dc=example,dc=org",
        bindDn: "cn=lakehouse,dc=example,dc=org",
        authority,
      },
      ...changes,
    },
  },
  "lakehouse:signOnSecret": encrypted,
});
const oidc = (changes: object) => ({
  "lakehouse:signOn": {
    by: "oidc",
    oidc: {
      ...{ issuer: "https://login.example.org", clientId: "lakehouse", authority },
      ...{ tokenUrl: "https://login.example.org/token", keysUrl: "https://login.example.org/keys" },
      ...changes,
    },
  },
  "lakehouse:signOnSecret": encrypted,
});

/** Ways to sign on that must be refused. */
export const badSignOn: readonly BadConfiguration[] = [
  {
    name: "a directory in plain",
    changes: ldap({ url: "ldap://directory.example.org" }),
    message:
      /lakehouse:signOn\.ldap\.url is "ldap:\/\/directory\.example\.org": ldaps:\/\/ with a host, and a port at most,/,
  },
  {
    name: "a directory without a host",
    changes: ldap({ url: "ldaps://" }),
    message: /lakehouse:signOn\.ldap\.url is "ldaps:\/\/": ldaps:\/\/ with a host/,
  },
  {
    name: "a directory's entry that is none",
    changes: ldap({ bindDn: "lakehouse" }),
    message:
      /lakehouse:signOn\.ldap\.bindDn is "lakehouse": a distinguished name, such as dc=example,dc=org\./,
  },
  {
    name: "a directory by its address",
    changes: ldap({ url: "ldaps://192.0.2.10" }),
    message:
      /lakehouse:signOn\.ldap\.url is "ldaps:\/\/192\.0\.2\.10": .*, and the host by its name, such as/,
  },
  {
    name: "an address that is a name",
    changes: ldap({ address: "directory.example.org" }),
    message: /lakehouse:signOn\.ldap\.address is "directory\.example\.org": an IPv4 address, such as/,
  },
  {
    name: "a filter that is none",
    changes: ldap({ userFilter: "objectClass=person" }),
    message: /lakehouse:signOn\.ldap\.userFilter is "objectClass=person": one filter in parentheses/,
  },
  ...["(a(b)", "(|)", "(!(a=b)(c=d))", "(objectClass=*))(|(uid=*)", "(cn=a\\zz)"].map((userFilter) => ({
    name: `the filter ${userFilter}`,
    changes: ldap({ userFilter }),
    message: /lakehouse:signOn\.ldap\.userFilter is .*: one filter in parentheses \(RFC 4515\), such as/,
  })),
  ...["ldaps://localhost", "ldaps://directory.localhost:636", "ldaps://directory.example.org:0"].map(
    (url) => ({
      name: `the directory ${url}`,
      changes: ldap({ url }),
      message: /lakehouse:signOn\.ldap\.url is .*: ldaps:\/\/ with a host/,
    }),
  ),
  ...["0.0.0.0", "127.0.0.1", "255.255.255.255"].map((at) => ({
    name: `a directory at ${at}`,
    changes: ldap({ address: at }),
    message: /lakehouse:signOn\.ldap\.address is .*: an IPv4 address, such as/,
  })),
  {
    name: "a claim with a character that is not seen",
    changes: oidc({ groupsClaim: "groups\u007f" }),
    message: /lakehouse:signOn\.oidc\.groupsClaim is .*: a text without control characters/,
  },
  ...["IT ", "I\u200bT"].map((name) => ({
    name: `a group called ${JSON.stringify(name)}`,
    changes: ldap({}, { groups: { viewer: [name] } }),
    message:
      /lakehouse:signOn\.groups\.viewer\.0 is .*: a group's name, of 1 to 256 characters that are seen/,
  })),
  {
    name: "a directory whose authority is not named",
    changes: ldap({ authority: undefined }),
    message: /lakehouse:signOn\.ldap\.authority not set: a text is expected\./,
  },
  {
    name: "a server's certificate in place of an authority's",
    changes: ldap({ authority: certify("directory.example.org", certify("Company authority")).certificate }),
    message:
      /lakehouse:signOn\.ldap\.authority is .*: certificates of authorities; that of CN=directory\.example\.org is a server's/,
  },
  {
    name: "an authority whose time is over",
    changes: ldap({ authority: certify("Old authority", undefined, -2).certificate }),
    message:
      /lakehouse:signOn\.ldap\.authority is .*: certificates that are valid now; that of CN=Old authority is valid from/,
  },
  {
    name: "keys on another host than the issuer's",
    changes: oidc({ keysUrl: "https://keys.example.org/keys" }),
    message:
      /lakehouse:signOn\.oidc\.keysUrl is "https:\/\/keys\.example\.org\/keys": an address on the issuer's host, https:\/\/login\.example\.org:/,
  },
  {
    name: "groups of a role that there is none of",
    changes: ldap({}, { groups: { admins: ["IT"] } }),
    message:
      /lakehouse:signOn\.groups\.admins is not a key\. Did you mean admin\? Keys here: admin, data-engineer,/,
  },
  {
    name: "a group in two roles",
    changes: ldap({}, { groups: { admin: ["IT"], viewer: ["Staff", "it"] } }),
    message:
      /lakehouse:signOn\.groups\.viewer is \["Staff","it"\]: each group once: "it" is under admin and under viewer/,
  },
  {
    name: "a group that is another role's by its name",
    changes: ldap({}, { groups: { admin: ["viewer"] } }),
    message:
      /lakehouse:signOn\.groups\.viewer not set: each group once: "viewer" is under admin and under viewer/,
  },
  {
    name: "nobody who administers",
    changes: ldap({}, { groups: { admin: [] } }),
    message: /lakehouse:signOn\.groups\.admin is \[\]: at least one group: somebody must administer\./,
  },
  {
    name: "groups of the stack's own directory",
    changes: { "lakehouse:signOn": { groups: { admin: ["IT"] } } },
    message:
      /lakehouse:signOn\.groups is .*: nothing: in the stack's own directory groups have the roles' names\./,
  },
  {
    name: "an issuer without TLS",
    changes: oidc({ issuer: "http://login.example.org" }),
    message:
      /lakehouse:signOn\.oidc\.issuer is "http:\/\/login\.example\.org": https:\/\/ with a host, without user/,
  },
  {
    name: "an issuer that is no address",
    changes: oidc({ issuer: "login.example.org" }),
    message: /lakehouse:signOn\.oidc\.issuer is "login\.example\.org": https:\/\/ with a host/,
  },
  {
    name: "an authority that is no certificate",
    changes: oidc({ authority: "/etc/ssl/ca.pem" }),
    message: /lakehouse:signOn\.oidc\.authority is "\/etc\/ssl\/ca\.pem": certificates in PEM, each from/,
  },
  {
    name: "an authority that cannot be read",
    changes: oidc({ authority: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----" }),
    message: /lakehouse:signOn\.oidc\.authority is .*: certificates in PEM; one of these cannot be read\./,
  },
  {
    name: "an identity provider that nothing is said of",
    changes: { "lakehouse:signOn": { by: "oidc" }, "lakehouse:signOnSecret": encrypted },
    message: /lakehouse:signOn\.oidc not set: what signOn\.by: oidc asks; set its keys\./,
  },
  {
    name: "a directory that is not asked",
    changes: {
      "lakehouse:signOn": { ldap: { url: "ldaps://d", baseDn: "dc=d", bindDn: "cn=l,dc=d", authority } },
    },
    message: /lakehouse:signOn\.by not set: ldap, or take signOn\.ldap away, which would have no effect\./,
  },
  {
    name: "a missing secret",
    changes: { "lakehouse:signOn": ldap({})["lakehouse:signOn"] },
    message: /lakehouse:signOnSecret not set: signOn\.by: ldap needs it; encrypt it with 'make secret'/,
  },
  {
    name: "a secret in plain",
    changes: { "lakehouse:signOn": ldap({})["lakehouse:signOn"], "lakehouse:signOnSecret": "not-hidden" },
    message: /lakehouse:signOnSecret is set in plain, for everyone to read: encrypt it anew/,
  },
  {
    name: "a secret that nothing asks for",
    changes: { "lakehouse:signOnSecret": encrypted },
    message: /lakehouse:signOnSecret is set and has no effect: signOn\.by is embedded\./,
  },
];
