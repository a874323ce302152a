import { describe, expect, it } from "vitest";
import { freePorts } from "../../e2e/support/free-port";
import { Authorization } from "../../../tools/sign-on/authorization";
import { waitForBrowser } from "../../../tools/sign-on/callback";

const callbackAt = async () => `http://127.0.0.1:${(await freePorts("callback")).callback}/signed-on`;

describe("waiting for a browser", () => {
  it("takes who comes back from this sign-on, and turns others away", async () => {
    const callback = await callbackAt();
    const statuses: number[] = [];
    const back = await waitForBrowser(callback, "mine", () => {
      void (async () => {
        for (const path of ["?state=other&code=c", "", "/more?state=mine&code=c"])
          statuses.push((await fetch(callback + path)).status);
        statuses.push((await fetch(`${callback}?state=mine`, { method: "POST" })).status);
        await fetch(`${callback}?state=mine&code=c`);
      })();
    });
    expect(back.searchParams.get("code")).toBe("c");
    expect(statuses).toEqual([404, 404, 404, 404]);
  });

  it("says so when the port is taken", async () => {
    const callback = await callbackAt();
    const first = waitForBrowser(callback, "mine", () => undefined);
    await expect(waitForBrowser(callback, "mine", () => undefined)).rejects.toThrow(
      /another program has the port/,
    );
    await fetch(`${callback}?state=mine&code=c`);
    await first;
  });
});

describe("a sign-on by a command", () => {
  const callback = "http://127.0.0.1:1/signed-on";
  const client = { issuer: "https://login.example/dex", clientId: "store", callback };
  const begin = () =>
    new Authorization(client, { host: "127.0.0.1", port: 1, servername: "login.example", ca: "" });

  it("asks with PKCE, state and nonce, each time anew", () => {
    const [one, two] = [begin(), begin()].map(({ address }) => new URL(address).searchParams);
    expect(Object.fromEntries(one!)).toMatchObject({
      client_id: "store",
      redirect_uri: callback,
      code_challenge_method: "S256",
      scope: "openid profile email groups",
    });
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(one!.get(name)).toMatch(/^[\w-]{43}$/);
      expect(one!.get(name)).not.toBe(two!.get(name));
    }
  });

  it("takes no code of another sign-on, and says what the provider refuses", async () => {
    const authorization = begin();
    await expect(authorization.tokenFor(new URL(`${callback}?state=other&code=c`))).rejects.toThrow(
      /another/,
    );
    const refused = new URL(`${callback}?state=${authorization.state}&error=access_denied`);
    await expect(authorization.tokenFor(refused)).rejects.toThrow(/access_denied/);
  });
});
