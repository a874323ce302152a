import { describe, expect, it } from "vitest";
import { credentialsText } from "../../../tools/credentials";

const credentials = {
  postgresql: {
    analyst: { username: "analyst", password: "pw-1" },
    admin: { username: "admin", password: "pw-2" },
  },
  "object-store": { analyst: { accessKey: "key-3", secretKey: "pw-3" } },
};

describe("credentialsText", () => {
  it("lists names and no secret unless service and principal are both named", () => {
    for (const service of [undefined, "postgresql"]) {
      const text = credentialsText(credentials, service, undefined);
      expect(text).toContain("admin, analyst");
      expect(text).not.toMatch(/pw-|key-/);
    }
  });

  it("prints what was asked for and nothing else", () => {
    expect(credentialsText(credentials, "postgresql", "analyst")).toBe("username=analyst\npassword=pw-1");
  });

  it("fills in what a client's environment must hold, and takes away what it must not", () => {
    const environment = { KEY: "{accessKey}", SESSION: "" };
    expect(credentialsText(credentials, "object-store", "analyst", environment)).toBe(
      "export KEY='key-3'\nunset SESSION",
    );
  });

  it.each([
    ["redis", "analyst", /object-store, postgresql\.$/],
    ["search-store", undefined, /object-store, postgresql\. It comes with profile search /],
    ["postgresql", "viewer", /admin, analyst/],
    [undefined, "analyst", /SERVICE=/],
  ])("says what there is instead of %s/%s", (service, principal, message) => {
    expect(() => credentialsText(credentials, service, principal)).toThrow(message);
  });
});
