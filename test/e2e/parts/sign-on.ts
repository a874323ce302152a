import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { roles } from "../../../components/security/roles";
import { supersetRoles } from "../../../components/security/superset-roles";
import type { StackOutputs } from "../../../tools/operate";
import { loginOf, targetOf, type Login } from "../../../tools/sample-data/clients";
import { Browser } from "../support/browser";
import { findSecrets, secretsOf, type Text } from "../support/secrets-probe";
import { signOn, SignOnError } from "../support/sign-on";
import { SupersetClient } from "../support/superset-client";

/** What is asked of a stack that people sign on to. */
export interface SignOnStack {
  outputs: () => Promise<StackOutputs>;
  /** Runs a Python program in Superset's container. @returns what it prints */
  inSuperset: (program: string) => Promise<string>;
  /** Logs and settings of every container. */
  inspections: () => Promise<Text[]>;
}

const begins = "/login/lakehouse";
const comesBack = (next: URL) => next.pathname === "/oauth-authorized/lakehouse";

/** One login for all services that use it: the identity provider's. */
export function signOnOnce(stack: () => SignOnStack): void {
  let outputs: StackOutputs;
  let superset: { hostname: string; address: string };
  const login = (principal: string): Login => loginOf(outputs, "identity", principal);
  const browser = () => new Browser(targetOf(outputs, "superset"));
  const signedOn = async (visitor: Browser) =>
    (await visitor.send("GET", `${superset.address}/api/v1/me/`)).status === 200;

  beforeAll(async () => {
    outputs = await stack().outputs();
    const { servername } = targetOf(outputs, "superset");
    superset = { hostname: servername, address: browser().origin(servername) };
  });

  it.each([...roles, "administrator"])("gives %s exactly its role", async (principal) => {
    const client = new SupersetClient(targetOf(outputs, "superset"));
    await client.signOn(login(principal));
    const { result } = await client.ask<{ result: { roles: object } }>("GET", "/api/v1/me/roles/");
    const role = roles.find((each) => each === principal) ?? "admin";
    expect(Object.keys(result.roles)).toEqual([supersetRoles[role].name]);
  });

  it("refuses a wrong, an empty and another's password", async () => {
    const { user, password } = login("viewer");
    for (const wrong of ["", `${password}x`, login("analyst").password]) {
      const visitor = browser();
      const attempt = signOn(visitor, superset.address + begins, { user, password: wrong });
      await expect(attempt).rejects.toBeInstanceOf(SignOnError);
      expect(await signedOn(visitor)).toBe(false);
    }
  });

  it("lets nobody in who is in no group of a role", async () => {
    const client = new SupersetClient(targetOf(outputs, "superset"));
    await expect(client.signOn(login("guest"))).rejects.toThrow("lets nobody in");
    expect(await signedOn(client.browser)).toBe(false);
  });

  it("refuses an answer with another state, without one, and in another's browser", async () => {
    for (const state of ["other", undefined]) {
      const visitor = browser();
      const { way } = await signOn(visitor, superset.address + begins, login("viewer"), comesBack);
      const back = way.at(-1)!;
      if (state === undefined) back.searchParams.delete("state");
      else back.searchParams.set("state", state);
      await visitor.follow("GET", back);
      expect(await signedOn(visitor), state).toBe(false);
    }
    const { way } = await signOn(browser(), superset.address + begins, login("viewer"), comesBack);
    const victim = browser();
    await victim.follow("GET", way.at(-1)!);
    expect(await signedOn(victim)).toBe(false);
  });

  it("refuses a token that was made for another nonce", async () => {
    const visitor = browser();
    const { headers } = await visitor.send("GET", superset.address + begins);
    const asked = new URL(String(headers.location));
    expect(asked.searchParams.get("nonce")).toMatch(/^.{10,}$/);
    expect(asked.searchParams.get("code_challenge_method")).toBe("S256");
    asked.searchParams.set("nonce", "another");
    const { way } = await signOn(visitor, asked.href, login("viewer"), comesBack);
    await visitor.follow("GET", way.at(-1)!);
    expect(await signedOn(visitor)).toBe(false);
  });

  it("leads back to addresses of the service alone", async () => {
    const visitor = browser();
    const { headers } = await visitor.send("GET", superset.address + begins);
    for (const elsewhere of ["https://example.org/", `${superset.address}/elsewhere`]) {
      const asked = new URL(String(headers.location));
      asked.searchParams.set("redirect_uri", elsewhere);
      const answer = await visitor.send("GET", asked);
      expect(answer.status, elsewhere).toBeGreaterThanOrEqual(400);
      expect(answer.headers.location).toBeUndefined();
    }
  });

  it("ends a session at sign-out, and no other", async () => {
    const [client, other] = [0, 1].map(() => new SupersetClient(targetOf(outputs, "superset"))) as [
      SupersetClient,
      SupersetClient,
    ];
    await client.signOn(login("analyst"));
    await other.signOn(login("analyst"));
    const thief = browser();
    thief.plant(superset.hostname, "session", client.browser.cookie(superset.hostname, "session")!);
    expect(await signedOn(thief)).toBe(true);
    await client.send("GET", "/logout/");
    expect(await signedOn(client.browser)).toBe(false);
    // Twice: what is answered the first time must not make the copy good again.
    for (const _ of [1, 2]) expect(await signedOn(thief)).toBe(false);
    expect(await signedOn(other.browser)).toBe(true);
  });

  it("takes an ID token of its issuer, for this service, now, and no other", async () => {
    const program = readFileSync(join(__dirname, "../support/id_tokens.py"), "utf8");
    const { right, ...others } = JSON.parse(await stack().inSuperset(program)) as Record<string, string>;
    expect(right).toBe("taken");
    expect(Object.keys(others).length).toBeGreaterThan(5);
    for (const [what, outcome] of Object.entries(others)) expect(outcome, what).not.toBe("taken");
  });

  it("has no way around the identity provider", async () => {
    const client = new SupersetClient(targetOf(outputs, "superset"));
    const { user: username, password } = login("admin");
    for (const provider of ["db", "ldap"]) {
      const body = { username, password, provider, refresh: true };
      const { status, text } = await client.send("POST", "/api/v1/security/login", body);
      expect([400, 401], text).toContain(status);
      expect(text).not.toContain("access_token");
    }
    const form = new URLSearchParams({ username, password });
    await client.send("POST", "/login/", form);
    expect(await signedOn(client.browser)).toBe(false);
    const unsigned = [{ alg: "none" }, { sub: "1", type: "access", fresh: true, exp: 4e9 }]
      .map((each) => Buffer.from(JSON.stringify(each)).toString("base64url"))
      .join(".");
    const { status } = await client.browser.send("GET", `${superset.address}/api/v1/dashboard/`, {
      headers: { authorization: `Bearer ${unsigned}.` },
    });
    expect([401, 422]).toContain(status);
  });

  it("leaves a password in no log and no setting of a container", async () => {
    const secrets = secretsOf(await stack().outputs()).filter(({ name }) => name.includes("identity"));
    expect(secrets.length).toBeGreaterThanOrEqual(roles.length + 2);
    const texts = await stack().inspections();
    for (const workload of ["directory", "identity", "superset", "edge"])
      expect(texts.map(({ name }) => name).join("\n")).toMatch(new RegExp(`log of \\S+-${workload}$`, "m"));
    expect(findSecrets(secrets, texts)).toEqual([]);
  });
}
