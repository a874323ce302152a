import { describe, expect, it } from "vitest";
import { findSecrets, secretsOf } from "../../e2e/support/secrets-probe";

const value = "Tr0ub4dor-and-3";
const secret = { name: "password of x", value };
const look = (content: string | Buffer, secrets = [secret]) =>
  findSecrets(secrets, [{ name: "log", content }]);
const key =
  "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBkg4LVWM9nuwNSk3yByxZpYRTBnVJk5oRZ\nAwEHoUQDQgAE6UpSlsPT\n-----END EC PRIVATE KEY-----\n";

describe("findSecrets", () => {
  it("names the secret, the text and the line, and never the value", () => {
    const found = look(`first\nsecond ${value}\n`);
    expect(found).toEqual([{ secret: "password of x", text: "log", encoding: "raw", line: 2 }]);
    expect(JSON.stringify(found)).not.toContain(value);
  });

  it.each([
    ["base64", Buffer.from(`user:${value}`).toString("base64")],
    ["hex", Buffer.from(value).toString("hex")],
    ["utf-16le", Buffer.from(value, "utf16le")],
  ])("finds it as %s", (encoding, content) => {
    expect(look(content).map((finding) => finding.encoding)).toContain(encoding);
  });

  it("finds a private key in JSON, in JSON within JSON, and wrapped otherwise", () => {
    const secrets = [{ name: "key", value: key }];
    for (const content of [
      key,
      JSON.stringify({ key }),
      JSON.stringify(JSON.stringify({ key })),
      key.replaceAll("\n", "\n    "),
      key.replace("nuwNSk", "nuw\nNSk"),
    ]) {
      expect(look(content, secrets).length, content).toBeGreaterThan(0);
    }
  });

  it("finds nothing in what only looks alike", () => {
    expect(look("Tr0ub4dor-and-4 [secret]")).toEqual([]);
  });

  it("refuses a value that chance would find", () => {
    expect(() => look("", [{ name: "password of y", value: "" }])).toThrow("password of y");
  });
});

describe("secretsOf", () => {
  it("names every password of the outputs", () => {
    const login = { user: "u", password: value };
    expect(secretsOf({ credentials: { store: { a: login, b: login } } }).map(({ name }) => name)).toEqual([
      "password of a on store",
      "password of b on store",
    ]);
  });
});
