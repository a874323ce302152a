import { asSecret, unknownText } from "../../../policies/evaluate";
import { inputs, set, type Change, type PolicyCases } from "../cases";
import { dexOfProviderText, dexText, glauthText, hash } from "../sign-on-files";

/** The job as a server with a file of its own, in which one text is another. */
const server =
  (program: { entrypoints: string[]; command: string[]; envs?: string[] }, file: string, text: string) =>
  (from: string, to: string): Change =>
  (graph) => {
    if (!text.includes(from)) throw new Error(`${file} does not hold: ${from}`);
    set("access-job", program)(graph);
    inputs("access-files", (given) =>
      given["uploads"].push({ file, content: asSecret(text.replace(from, to)), permissions: "0400" }),
    )(graph);
  };

const dexFile = "/etc/access/config.yaml";
const dexProgram = { entrypoints: ["/usr/local/bin/dex"], command: ["serve", dexFile] };
/** Dex with a line changed. */
export const dex = server(dexProgram, dexFile, dexText);
/** Dex where a company's identity provider knows people, with a line changed. */
export const dexOfProvider = server(dexProgram, dexFile, dexOfProviderText);
const withRefresh = ["[authorization_code]", "[authorization_code, refresh_token]"] as const;
/** Dex with something more in it. */
const dexWith = (line: string) => dex("storage: { type: memory }", `storage: { type: memory }\n${line}`);
const ldap = (line: string) => dex("    config:", `    config:\n      ${line}`);
const web = (line: string) => dex("web:", `web:\n  ${line}`);
const https = (line: string) =>
  dex("  http: 127.0.0.1:5557", `  https: 10.214.0.3:5556\n  tlsCert: /a\n  tlsKey: /b\n${line}`);

/** A client that keeps no secret and is led back there. */
const command = (place: string) =>
  dex(/redirectURIs: .*\n\s*secret: .*/.exec(dexText)![0], `redirectURIs: ["${place}"]\n    public: true`);

const glauthFile = "/etc/access/glauth.cfg";
const glauthProgram = { entrypoints: ["/app/glauth"], command: ["-c", glauthFile] };
/** GLAuth with a line changed. */
export const glauth = server(glauthProgram, glauthFile, glauthText);
const firstHash = `passbcrypt = "${hash}"`;
const weakHash = Buffer.from(`$2b$04$${"a".repeat(53)}`).toString("hex");

/** Who is let in; part of the identity family. */
export const signOnIdentity: Record<string, PolicyCases> = {
  "dex-guards-sign-on": {
    fail: {
      "people of its own": dexWith("enablePasswordDB: true"),
      "passwords of its own": dexWith('staticPasswords: [{ email: a@b, hash: "x" }]'),
      "passwords from services": dex("oauth2:", "oauth2:\n  passwordConnector: ldap"),
      "every grant": dex("  grantTypes: [authorization_code]\n", ""),
      "the password grant": dex("[authorization_code]", "[authorization_code, password]"),
      "tokens by the address bar": dex("[code]", "[code, id_token]"),
      "tokens for a day": dex("idTokens: 10m", "idTokens: 24h"),
      "tokens for a day, unsaid": dex("idTokens: 10m, ", ""),
      "pages of other sites": web('allowedOrigins: ["*"]'),
      "a connector for tests": dex("- type: ldap", "- type: mockCallback"),
      "no groups": dex("      groupSearch:", "      other:"),
      "asks as nobody": dex("bindDN:", "other:"),
      "a client led back in plain": dex('["https://superset', '["http://superset'),
      "a client led anywhere": dex('["https://superset.localhost/', '["https://*.localhost/'),
      "a client without a place": dex(/redirectURIs: .*/.exec(dexText)![0], "redirectURIs: []"),
      "a client that proves nothing": dex(/ {4}secret: .*/.exec(dexText)![0], "    public: true"),
      "a command led back by a name": command("http://localhost:8976/signed-on"),
      "a command led back to any port": command("http://127.0.0.1/signed-on"),
      "a command led back to another machine": command("http://10.0.0.1:8976/signed-on"),
      "codes of anybody": dexOfProvider("pkceChallenge: S256", 'pkceChallenge: ""'),
      "groups that outlive a change": dexOfProvider(...withRefresh),
      "a client of another's domain": dex('["https://superset.localhost/', '["https://superset.example.org/'),
      "tokens for others": dex(/ {4}secret: .*/.exec(dexText)![0], "$&\n    trustedPeers: [dremio]"),
      "groups made of claims": dexOfProvider(
        "      claimMapping:",
        "      claimModifications: { newGroupFromClaims: [{ claims: [role], prefix: lakehouse }] }\n      claimMapping:",
      ),
      "a second who knows people": dex(
        "staticClients:",
        '  - { type: saml, id: saml, name: Others, config: { ssoURL: "https://login.example.org" } }\nstaticClients:',
      ),
      "signatures that nobody checks": dex(
        /- type: ldap[\s\S]*(?=staticClients:)/.exec(dexText)![0],
        "- { type: saml, id: saml, name: Others, config: { insecureSkipSignatureValidation: true } }\n",
      ),
      "people kept elsewhere": dex("storage: { type: memory }", "storage: { type: etcd, config: {} }"),
      "a short secret": dex(/ {4}secret: .*/.exec(dexText)![0], "    secret: short"),
    },
    pass: {
      "people are asked": dex("skipApprovalScreen: true", "skipApprovalScreen: false"),
      "another directory": dex(`host: "directory:3894"`, `host: "directory.example.org:636"`),
      "a command on a person's machine": command("http://127.0.0.1:8976/signed-on"),
      "refreshed tokens": dex(...withRefresh),
      "a company's provider": dexOfProvider("web:", "web:"),
    },
    also: ["connection-files-verify-tls"],
  },
  "glauth-guards-the-directory": {
    fail: {
      "rights of everybody": glauth("ignorecapabilities = false", "ignorecapabilities = true"),
      "answers to nobody": glauth("anonymousdse = false", "anonymousdse = true"),
      "a log of all": glauth("debug = false", "debug = true"),
      "another hash": glauth(firstHash, `${firstHash}\npasssha256 = "00"`),
      "another hash alone": glauth(firstHash, 'passsha256 = "00"'),
      "a plain password": glauth(hash, Buffer.from("secret").toString("hex")),
      "a hash that is guessed fast": glauth(hash, weakHash),
      "a second password of that kind": glauth(firstHash, `${firstHash}\npassappbcrypt = ["${weakHash}"]`),
      "a right to all": glauth('object = "ou=users,dc=lakehouse"', 'object = "*"'),
      "a right to the whole tree": glauth('object = "ou=users,dc=lakehouse"', 'object = "dc=lakehouse"'),
      "a right to everything": glauth('action = "search"', 'action = "*"'),
      "a right of a group": glauth(
        "gidnumber = 5000",
        'gidnumber = 5000\n  [[groups.capabilities]]\n  action = "search"\n  object = "ou=users,dc=lakehouse"',
      ),
    },
    pass: {
      "a user who is shut out": glauth(firstHash, "disabled = true"),
      "a narrower right": glauth('object = "ou=users,dc', 'object = "ou=people,ou=users,dc'),
    },
  },
};

/** How their connections are guarded; part of the transport family. */
export const signOnTransport: Record<string, PolicyCases> = {
  "dex-verifies-tls": {
    fail: {
      "an issuer in plain": dex("issuer: https://", "issuer: http://"),
      "everyone in plain": dex("http: 127.0.0.1:5557", "http: 0.0.0.0:5556"),
      "a network in plain": dex("http: 127.0.0.1:5557", "http: 10.214.0.3:5556"),
      "TLS of its own, of any version": https(""),
      "TLS 1.2": https('  tlsMinVersion: "1.2"'),
      "TLS 1.2 at most": https('  tlsMinVersion: "1.3"\n  tlsMaxVersion: "1.2"'),
      "every address": web('https: ":5556"\n  tlsCert: /a\n  tlsKey: /b\n  tlsMinVersion: "1.3"'),
      "no key": web('https: 10.214.0.3:5556\n  tlsMinVersion: "1.3"'),
      "metrics in plain": dexWith("telemetry: { http: 0.0.0.0:5558 }"),
      "memory to look at": dexWith("telemetry: { http: 127.0.0.1:5558, enableProfiling: true }"),
      administration: dexWith("grpc: { addr: 127.0.0.1:5557 }"),
      "a directory in plain": ldap("insecureNoSSL: true"),
      "a directory that begins in plain": ldap("startTLS: true"),
      "a directory by its port": dex(`host: "directory:3894"`, `host: "directory:389"`),
      "a directory without a check": ldap("insecureSkipVerify: true"),
      "any authority": dex("rootCA:", "other:"),
      "another provider in plain": dexOfProvider('issuer: "https:', 'issuer: "http:'),
      "another provider's tokens in plain": dexOfProvider('tokenURL: "https:', 'tokenURL: "http:'),
      "another provider's keys in plain": dexOfProvider('jwksURL: "https:', 'jwksURL: "http:'),
      "another provider by any authority": dexOfProvider("rootCAs:", "other:"),
      "settings elsewhere": (graph) => {
        dex("web:", "web:")(graph);
        set("access-job", { command: ["serve", dexFile, "--web-http-addr=0.0.0.0:5556"] })(graph);
      },
      "no settings": (graph) => {
        dex("web:", "web:")(graph);
        set("access-job", { command: ["serve", "/etc/dex/other.yaml"] })(graph);
      },
    },
    pass: {
      "as it is": dex("web:", "web:"),
      "TLS 1.3 of its own": https('  tlsMinVersion: "1.3"'),
      "metrics on loopback": dexWith("telemetry: { http: 127.0.0.1:5558 }"),
      "not known yet": dex(dexText, unknownText),
    },
    also: ["dex-guards-sign-on", "connection-files-verify-tls"],
  },
  "glauth-listens-behind-tls": {
    fail: {
      "a network in plain": glauth("127.0.0.1:3893", "10.214.0.3:3893"),
      "everyone in plain": glauth("127.0.0.1:3893", "0.0.0.0:3893"),
      StartTLS: glauth("tls = false", "tls = true"),
      "TLS of its own": glauth(
        "[ldaps]\nenabled = false",
        '[ldaps]\nenabled = true\nlisten = "0.0.0.0:3894"',
      ),
      "broken ciphers": glauth("tls = false", "tls = false\nlegacytls = true"),
      administration: glauth("[api]\nenabled = false", "[api]\nenabled = true"),
      "traces elsewhere": glauth("[tracing]\nenabled = false", "[tracing]\nenabled = true"),
      "another directory in plain": glauth(
        'datastore = "config"',
        'datastore = "ldap"\nservers = ["ldap://x:389"]',
      ),
      "another directory without a check": glauth(
        'datastore = "config"',
        'datastore = "ldap"\ninsecure = true',
      ),
      "settings elsewhere": (graph) => {
        glauth("[ldap]", "[ldap]")(graph);
        set("access-job", { command: ["-c", glauthFile, "--ldap", "0.0.0.0:389"] })(graph);
      },
      "no settings": (graph) => {
        glauth("[ldap]", "[ldap]")(graph);
        set("access-job", { command: [] })(graph);
      },
    },
    pass: {
      "as it is": glauth("[ldap]", "[ldap]"),
      "another directory over TLS": glauth(
        'datastore = "config"',
        'datastore = "ldap"\nservers = ["ldaps://x:636"]',
      ),
      "not known yet": glauth(glauthText, unknownText),
    },
    also: ["glauth-guards-the-directory"],
  },
};
