import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { expect, it } from "vitest";
import { scramVerifier } from "../../../components/security/scram";

const parts = (verifier: string) =>
  /^SCRAM-SHA-256\$4096:([\w+/=]+)\$([\w+/=]+):([\w+/=]+)$/.exec(verifier)!.slice(1);

it("gives what a client proves to know its password by, as RFC 5802 says", () => {
  const [salt, storedKey, serverKey] = parts(scramVerifier("correct horse"));
  const salted = pbkdf2Sync("correct horse", Buffer.from(salt!, "base64"), 4096, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  expect(createHash("sha256").update(clientKey).digest("base64")).toBe(storedKey);
  expect(createHmac("sha256", salted).update("Server Key").digest("base64")).toBe(serverKey);
});

it("is the same for the same password, with another salt for another", () => {
  expect(scramVerifier("one")).toBe(scramVerifier("one"));
  expect(parts(scramVerifier("one"))[0]).not.toBe(parts(scramVerifier("two"))[0]);
});
