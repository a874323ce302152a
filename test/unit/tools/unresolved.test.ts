import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../stacks/config";
import type { Config } from "../../../stacks/schema";
import { unresolvedNotice } from "../../../tools/sign-on/unresolved";

const url = "ldaps://directory.example.org";
const company = (ldap: object, more: object = {}) =>
  ({
    ...parseConfig({}, "dev"),
    signOn: { by: "ldap", ldap: { url, ...ldap } },
    ...more,
  }) as unknown as Config;
const known = () => Promise.resolve();
const unknown = () => Promise.reject(new Error("ENOTFOUND"));

describe("the name of who knows people", () => {
  it("that cannot be resolved from here is said, with what to do about it", async () => {
    const said = await unresolvedNotice(company({}), unknown);
    expect(said).toMatch(
      /^directory\.example\.org \(lakehouse:signOn\) cannot be resolved from this machine\./,
    );
    expect(said).toMatch(/signOn\.ldap\.address\.$/);
  });

  it.each([
    ["that can be", company({}), known],
    ["with an address of its own", company({ address: "192.0.2.1" }), unknown],
    ["that nobody asks for", company({}, { profiles: [] }), unknown],
    ["of the stack itself", parseConfig({}, "dev"), unknown],
  ])("%s is no matter", async (_, config, resolve) =>
    expect(await unresolvedNotice(config, resolve)).toBeUndefined(),
  );
});
