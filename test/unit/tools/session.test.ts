import { describe, expect, it } from "vitest";
import { session } from "../../../tools/session";

const service = (title: string) => ({
  ...{ title, url: "https://localhost", credentials: "", environment: {} },
  probe: { host: "127.0.0.1", port: 1, servername: "localhost" },
});
const objectStore = { "object-store": service("Object store (S3)") };

describe("a session that nobody can sign on for", () => {
  it.each([
    [
      "without an identity provider",
      objectStore,
      /: no identity provider runs\. It comes with profile query\./,
    ],
    [
      "with a company's directory",
      { ...objectStore, identity: service("Sign-on") },
      /: it takes groups of the stack's own directory alone, and here a company's says who people are/,
    ],
  ])("says why, and what there is instead: %s", async (_, services, why) => {
    await expect(session({ services })).rejects.toThrow(why);
    await expect(session({ services })).rejects.toThrow(/make credentials SERVICE=object-store$/);
  });
});
