import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  accessProxyCallback,
  accessProxyClient,
} from "../../../components/security/access-proxy/access-proxy";
import type { Role } from "../../../components/security/roles";
import type { StackOutputs } from "../../../tools/operate";
import { loginOf, targetOf } from "../../../tools/sample-data/clients";
import { credentialsByToken } from "../../../tools/sign-on/credentials-by-token";
import { keepTable } from "../report";
import type { TestStack } from "../stack";
import { attemptsSummary, attemptsTable, differences } from "../support/attempts-table";
import { Browser } from "../support/browser";
import { inContainer } from "../support/in-container";
import { probeClient } from "../support/object-store-clients";
import {
  commandOf,
  objectStoreSessionAttempts,
  sessionClient,
  tokenOf,
} from "../support/object-store-session";
import { signOn } from "../support/sign-on";
import { TokenIssuer } from "../support/token-issuer";
import { byHmac, byRsa, partsOf, signed, unsigned } from "../support/tokens";

const year = 365 * 24 * 3600;
const list = new ListObjectsV2Command({ Bucket: "datalake", Prefix: "bronze/", MaxKeys: 1 });

/** People's way to the object store: a token of the identity provider's for credentials that end. */
export function objectStoreSignOn(stack: () => TestStack): void {
  let outputs: StackOutputs;
  const store = () => targetOf(outputs, "object-store");
  const container = (name: string) => stack().docker.getContainer(`${stack().name}-${name}`);
  const refused = (token: string) => credentialsByToken(store(), token).then(() => "taken", String);

  beforeAll(async () => {
    outputs = await stack().outputs();
  });

  it("gives each role what the catalogue says, for as long as a session lasts", async () => {
    const attempts = await objectStoreSessionAttempts(outputs);
    keepTable("roles-object-store-signed-on", attemptsTable(attempts), attemptsSummary(attempts));
    expect(attempts.filter(({ seen }) => seen === "allowed").length).toBeGreaterThan(10);
    expect(attempts.filter(({ seen }) => seen === "denied").length).toBeGreaterThan(10);
    expect(differences(attempts)).toEqual([]);
  });

  it("lets credentials end after the configured hour, whatever is asked for", async () => {
    const token = await tokenOf(outputs, "analyst");
    for (const seconds of [900, 3600, year]) {
      const { expires } = await credentialsByToken(store(), token, { seconds });
      const lasts = (expires.getTime() - Date.now()) / 1000;
      expect(lasts, `${seconds} s were asked for`).toBeGreaterThan(3500);
      expect(lasts, `${seconds} s were asked for`).toBeLessThanOrEqual(3600);
    }
  });

  it("has nothing for somebody who is in no group of a role", async () => {
    expect(await refused(await tokenOf(outputs, "guest"))).toMatch(/None of the given policies/);
  });

  it("refuses a token that was made for another service", async () => {
    const address = outputs.services!.dremio!.url;
    const path = "/etc/lakehouse/access-proxy/client-secret";
    const secret = await inContainer(stack().docker, `${stack().name}-access-proxy`, ["cat", path]);
    const another = {
      issuer: commandOf(outputs).issuer,
      clientId: accessProxyClient,
      callback: `${address}${accessProxyCallback}`,
      secret,
    };
    const token = await tokenOf(outputs, "admin", another);
    expect(partsOf(token).claims).toMatchObject({
      aud: [accessProxyClient],
      groups: expect.arrayContaining(["admin"]) as unknown,
    });
    expect(await refused(token)).toMatch(/must match configured OpenID Client ID/);
  });

  it("refuses a token that somebody has changed or made", async () => {
    const token = await tokenOf(outputs, "viewer");
    const { header, claims, signature } = partsOf(token);
    const promoted = { ...claims, groups: ["admin"] };
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const ours = { kid: "object-store", typ: "JWT" };
    const forged = {
      "another's groups": signed(header, promoted, () => signature),
      "signed by another key": signed(header, promoted, byRsa(other)),
      "of an unknown key": signed({ ...header, kid: "another" }, promoted, byRsa(other)),
      "without a key's name": signed({ alg: "RS256" }, promoted, byRsa(other)),
      unsigned: signed({ ...header, alg: "none" }, promoted, unsigned),
      "unsigned, for the client's key": signed({ ...ours, alg: "none" }, promoted, unsigned),
      "by an empty secret": signed({ ...ours, alg: "HS256" }, promoted, byHmac("")),
      "by the client's name": signed({ ...ours, alg: "HS256" }, promoted, byHmac("object-store")),
      "no token": "token",
    };
    for (const [what, text] of Object.entries(forged)) expect(await refused(text), what).not.toBe("taken");
    // The token that these were made from is good.
    expect(await refused(token)).toBe("taken");
  });

  /** Signs on as a role by the command, and gives what it printed. */
  async function signedOnByCommand(role: Role): Promise<string> {
    const running = stack().startMake("session");
    let address: string | undefined;
    for (let waited = 0; !address && waited < 60_000; waited += 200) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      address = /https:\/\/\S+\/auth\?\S+/.exec(running.output())?.[0];
    }
    const { callback } = commandOf(outputs);
    // Who was sent here by another is turned away, and the command goes on waiting.
    expect((await fetch(`${callback}?code=another&state=another`)).status).toBe(404);
    const browser = new Browser(targetOf(outputs, "identity"));
    const isBack = (next: URL) => next.href.startsWith(callback);
    const { way } = await signOn(browser, address!, loginOf(outputs, "identity", role), isBack);
    expect(await (await fetch(way.at(-1)!)).text()).toContain("Signed on");
    const { code, output } = await running.finished;
    expect(code, output).toBe(0);
    return output;
  }

  it("signs a person on by the command, and prints what a client's environment needs", async () => {
    const output = await signedOnByCommand("analyst");
    expect(output).not.toContain("They open nothing");
    const printed = Object.fromEntries(
      [...output.matchAll(/^export (\w+)='([^']*)'$/gm)].map(([, name, value]) => [name!, value!]),
    );
    expect(printed.AWS_ENDPOINT_URL).toBe(outputs.services!["object-store"]!.url);
    const login = { user: printed.AWS_ACCESS_KEY_ID!, password: printed.AWS_SECRET_ACCESS_KEY! };
    const client = probeClient(store(), login, printed.AWS_SESSION_TOKEN);
    await expect(client.send(list)).resolves.toBeDefined();
    client.destroy();
  });

  it("says to whom the object store opens nothing", async () => {
    expect(await signedOnByCommand("viewer")).toContain("They open nothing: your role has no rights");
  });

  it("starts without the identity provider, and takes its tokens once it is back", async () => {
    const own = probeClient(store(), loginOf(outputs, "object-store", "analyst"));
    const before = await tokenOf(outputs, "analyst");
    await container("identity").stop();
    await container("object-store").restart();
    await untilItAnswers(() => own.send(list));
    // Keys that it does not know any more are nobody's.
    expect(await refused(before)).not.toBe("taken");
    await container("identity").start();
    await untilItAnswers(() => tokenOf(outputs, "analyst"));
    const login = await untilItAnswers(async () =>
      credentialsByToken(store(), await tokenOf(outputs, "analyst")),
    );
    const client = sessionClient(outputs, login);
    await expect(client.send(list)).resolves.toBeDefined();
    for (const each of [own, client]) each.destroy();
  });
}

/** What an object store with the same settings takes, whose provider's keys the test has. */
export function objectStoreTokens(stack: () => TestStack): void {
  const secret = "known-to-the-test-alone";
  let issuer: TokenIssuer;
  const now = () => Math.floor(Date.now() / 1000);
  const token = (
    changes: Record<string, unknown>,
    header: Record<string, unknown> = {},
    by = byRsa(issuer.key),
  ) => {
    const claims = {
      ...{ iss: "https://login.example", aud: "object-store", sub: "somebody", groups: ["readonly"] },
      ...{ iat: now(), exp: now() + 600, ...changes },
    };
    return signed({ alg: "RS256", kid: issuer.kid, ...header }, claims, by);
  };

  beforeAll(async () => {
    issuer = await TokenIssuer.start(stack().docker, `${stack().name}-object-store`, secret);
  });
  afterAll(() => issuer?.end());

  it("takes a token for itself, of now, by the provider's key", async () => {
    expect(await issuer.ask(token({}))).toBe("taken");
    expect(await issuer.ask(token({ groups: ["people", "readonly"] }))).toBe("taken");
  });

  it("refuses one that has expired, is for another, or names no person or group", async () => {
    const refusals = {
      expired: token({ iat: now() - 900, exp: now() - 1 }),
      "not yet good": token({ nbf: now() + 300 }),
      "for another": token({ aud: "superset" }),
      "for nobody": token({ aud: undefined }),
      "of nobody": token({ sub: undefined }),
      "in no group": token({ groups: [] }),
      "without groups": token({ groups: undefined }),
      "in unknown groups": token({ groups: ["people"] }),
      "with a policy of its own": token({ groups: [], policy: "consoleAdmin" }),
    };
    for (const [what, text] of Object.entries(refusals))
      expect(await issuer.ask(text), what).not.toBe("taken");
  });

  it("refuses one that nobody, or another, has signed", async () => {
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const pem = issuer.keys.current.publicKey.export({ type: "spki", format: "pem" }) as string;
    const refusals = {
      unsigned: token({}, { alg: "none" }, unsigned),
      "signed by another": token({}, {}, byRsa(other)),
      "by the public key as a secret": token({}, { alg: "HS256" }, byHmac(pem)),
      "by an empty secret": token({}, { alg: "HS256", kid: "object-store" }, byHmac("")),
    };
    for (const [what, text] of Object.entries(refusals))
      expect(await issuer.ask(text), what).not.toBe("taken");
  });

  it("takes its client's secret for a key, which is why nobody else may know it", async () => {
    expect(await issuer.ask(token({}, { alg: "HS256", kid: "object-store" }, byHmac(secret)))).toBe("taken");
  });

  it("asks for keys again when a token has one that it does not know", async () => {
    issuer.keys.current = generateKeyPairSync("rsa", { modulusLength: 2048 });
    expect(await issuer.ask(token({}))).toBe("taken");
  });
}

/** What a body answers, within a minute. */
async function untilItAnswers<Answer>(body: () => Promise<Answer>): Promise<Answer> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await body();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
