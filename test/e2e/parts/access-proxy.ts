import { expect, it } from "vitest";
import { roles, webGrants, type Role } from "../../../components/security/roles";
import { loginOf, targetOf } from "../../../tools/sample-data/clients";
import { Browser } from "../support/browser";
import { signOn, SignOnError } from "../support/sign-on";
import type { TestStack } from "../stack";

const session = "__Host-lakehouse-access";

/** Who comes through to Dremio's interface, and what is kept of a sign-on. */
export function accessProxy(stack: () => TestStack): void {
  const visit = async () => {
    const outputs = await stack().outputs();
    const target = targetOf(outputs, "dremio");
    const browser = new Browser(target);
    const origin = browser.origin(target.servername);
    const ask = async (path: string, headers: Record<string, string> = {}) =>
      (await browser.send("GET", `${origin}${path}`, { headers })).status;
    return { outputs, browser, origin, hostname: target.servername, ask };
  };
  const enter = async (role: Role) => {
    const place = await visit();
    const page = await signOn(place.browser, `${place.origin}/`, loginOf(place.outputs, "identity", role));
    expect(page.way.at(-1)!.origin).toBe(place.origin);
    return { ...place, page };
  };

  it.each(webGrants.dremio)("lets a person of the group %s through to Dremio's own sign-on", async (role) => {
    const { browser, hostname, ask } = await enter(role);
    expect(browser.cookie(hostname, session)).toBeDefined();
    expect(await ask("/apiv2/server_status")).toBe(200);
    // Dremio itself still wants its own login: a session of the proxy's is none of Dremio's.
    expect(await ask("/api/v3/catalog")).toBe(401);
    const kept = browser.attributes.get(session) ?? "";
    for (const each of ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"]) expect(kept).toContain(each);
    expect(kept).not.toContain("Domain");
  });

  it.each(roles.filter((role) => !webGrants.dremio.includes(role)))(
    "answers 403 to a person of the group %s, and gives no session",
    async (role) => {
      const { browser, hostname, page, ask } = await enter(role);
      expect(page.status).toBe(403);
      expect(browser.cookie(hostname, session)).toBeUndefined();
      expect(await ask("/api/v3/catalog")).toBe(401);
    },
  );

  it("lets nobody through with a wrong password", async () => {
    const { outputs, browser, origin, hostname } = await visit();
    const { user, password } = loginOf(outputs, "identity", "admin");
    const wrong = { user, password: [...password].reverse().join("") };
    await expect(signOn(browser, `${origin}/`, wrong)).rejects.toThrow(SignOnError);
    expect(browser.cookie(hostname, session)).toBeUndefined();
  });

  it("lets scripts through by no header, and shows all no more than whether Dremio is up", async () => {
    const { browser, origin, hostname, ask } = await visit();
    expect(await ask("/apiv2/server_status")).toBe(200);
    for (const headers of [
      { authorization: "Bearer e30.e30.e30" },
      { authorization: "_dremio0" },
      { "x-forwarded-user": "example_admin", "x-forwarded-groups": "admin", "x-forwarded-for": "127.0.0.1" },
    ] as Record<string, string>[])
      expect(await ask("/api/v3/catalog", headers), JSON.stringify(headers)).toBe(401);
    browser.plant(hostname, session, "forged|1|forged");
    expect(await ask("/api/v3/catalog")).toBe(401);
    expect((await browser.send("POST", `${origin}/apiv2/server_status`, { body: {} })).status).toBe(401);
  });

  it("logs who signed on, and neither codes nor cookies", async () => {
    const container = stack().docker.getContainer(`${stack().name}-access-proxy`);
    const log = (await container.logs({ stdout: true, stderr: true })).toString();
    expect(log).toContain('"sign_on":"AuthSuccess"');
    expect(log).toContain('"sign_on":"AuthFailure"');
    expect(log).not.toMatch(/code=|__Host-lakehouse-access=|id_token|eyJ/);
  });
}
