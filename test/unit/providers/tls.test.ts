import { createPublicKey, X509Certificate } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import type { Values } from "../../providers/runtime";
import { Operations } from "../../providers/runtime/operations";
import { plain } from "../../providers/runtime/wire";
import { tls } from "../../providers/tls/provider";

const CLOCK = "LAKEHOUSE_TEST_CLOCK_OFFSET_HOURS";
const operations = new Operations(tls);

afterEach(() => {
  delete process.env[CLOCK];
});

function urn(type: string): string {
  return `urn:pulumi:s::p::tls:index/${type[0]?.toLowerCase() ?? ""}${type.slice(1)}:${type}::x`;
}

async function make(type: string, args: Values): Promise<{ id: string; state: Values; inputs: Values }> {
  const { inputs, failures } = operations.check(urn(type), {}, args);
  if (failures.length > 0) throw new Error(JSON.stringify(failures));
  const { id, state } = await operations.create(urn(type), inputs, false);
  return { id, state, inputs };
}

async function chain(
  algorithm: Values,
  leafArguments: Values = {},
): Promise<{ ca: Values; leaf: Values; leafInputs: Values; key: Values }> {
  const caKey = await make("PrivateKey", algorithm);
  const key = await make("PrivateKey", algorithm);
  const ca = await make("SelfSignedCert", {
    privateKeyPem: caKey.state.privateKeyPem,
    subject: { commonName: "Test CA", organization: "Lakehouse" },
    isCaCertificate: true,
    setSubjectKeyId: true,
    allowedUses: ["cert_signing", "crl_signing"],
    validityPeriodHours: 1000,
  });
  const request = await make("CertRequest", {
    privateKeyPem: key.state.privateKeyPem,
    subject: { commonName: "store" },
    dnsNames: ["store", "localhost"],
    ipAddresses: ["127.0.0.1"],
  });
  const leaf = await make("LocallySignedCert", {
    certRequestPem: request.state.certRequestPem,
    caCertPem: ca.state.certPem,
    caPrivateKeyPem: caKey.state.privateKeyPem,
    allowedUses: ["digital_signature", "server_auth"],
    validityPeriodHours: 100,
    earlyRenewalHours: 10,
    ...leafArguments,
  });
  return {
    ca: plain(ca.state),
    leaf: plain(leaf.state),
    leafInputs: plain(leaf.inputs),
    key: plain(key.state),
  };
}

function diff(state: Values, before: Values, after: Values): Record<string, string> {
  const { changes } = operations.diff(urn("LocallySignedCert"), state, before, after, []);
  return Object.fromEntries(
    Object.entries(changes).map(([name, { replaces }]) => [name, replaces ? "replace" : "update"]),
  );
}

test.each([
  [{ algorithm: "ECDSA", ecdsaCurve: "P256" }, "EC PRIVATE KEY"],
  [{ algorithm: "ECDSA", ecdsaCurve: "P384" }, "EC PRIVATE KEY"],
  [{ algorithm: "RSA", rsaBits: 2048 }, "RSA PRIVATE KEY"],
  [{ algorithm: "ED25519" }, "PRIVATE KEY"],
])("a chain of %o verifies", async (algorithm, label) => {
  const { ca, leaf, key } = await chain(algorithm);
  const authority = new X509Certificate(String(ca.certPem));
  const certificate = new X509Certificate(String(leaf.certPem));
  expect(authority.ca).toBe(true);
  expect(authority.verify(authority.publicKey)).toBe(true);
  expect(certificate.ca).toBe(false);
  expect(certificate.verify(authority.publicKey)).toBe(true);
  expect(certificate.checkIssued(authority)).toBe(true);
  expect(certificate.checkHost("localhost")).toBe("localhost");
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(String(key.privateKeyPem)).toContain(`-----BEGIN ${label}-----`);
  expect(String(key.privateKeyPemPkcs8)).toContain("-----BEGIN PRIVATE KEY-----");
  const publicPem = createPublicKey(String(key.privateKeyPem)).export({ type: "spki", format: "pem" });
  expect(certificate.publicKey.export({ type: "spki", format: "pem" })).toBe(publicPem);
  expect(key.publicKeyPem).toBe(publicPem);
  expect(leaf.caKeyAlgorithm).toBe(algorithm.algorithm);
});

test("private keys are secret, also as inputs of certificates", async () => {
  const { state } = await make("PrivateKey", { algorithm: "ECDSA", ecdsaCurve: "P256" });
  const { state: request } = await make("CertRequest", { privateKeyPem: plain(state).privateKeyPem });
  const { state: certificate } = await make("SelfSignedCert", {
    privateKeyPem: plain(state).privateKeyPem,
    allowedUses: ["server_auth"],
    validityPeriodHours: 1,
  });
  const { state: signed } = await make("LocallySignedCert", {
    certRequestPem: request.certRequestPem,
    caCertPem: certificate.certPem,
    caPrivateKeyPem: plain(state).privateKeyPem,
    allowedUses: ["server_auth"],
    validityPeriodHours: 1,
  });
  const text = [state, request, certificate, signed].map((each) => JSON.stringify(each)).join("");
  for (const [, before] of text.matchAll(/(.{0,200})-----BEGIN [A-Z ]*PRIVATE KEY/gs))
    expect(before).toMatch(/1b47061264138c4ac30d75fd1eb44270","value":"$/);
  expect(text.match(/PRIVATE KEY-----/g)?.length).toBe(10);
});

test("validity starts now and the id is the serial number", async () => {
  process.env[CLOCK] = "24";
  const { leaf } = await chain({ algorithm: "ECDSA", ecdsaCurve: "P256" });
  const start = new Date(String(leaf.validityStartTime)).getTime();
  expect(Math.abs(start - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000);
  expect(new Date(String(leaf.validityEndTime)).getTime() - start).toBe(100 * 3_600_000);
  expect(new Date(new X509Certificate(String(leaf.certPem)).validTo).getTime() - start).toBe(100 * 3_600_000);
});

test("a certificate is replaced from earlyRenewalHours before its end, not sooner", async () => {
  const { leaf, leafInputs } = await chain({ algorithm: "ECDSA", ecdsaCurve: "P256" });
  expect(leaf.readyForRenewal).toBe(false);
  process.env[CLOCK] = "89";
  expect(diff(leaf, leafInputs, leafInputs)).toEqual({});
  process.env[CLOCK] = "90.01";
  expect(diff(leaf, leafInputs, leafInputs)).toEqual({ readyForRenewal: "replace" });
  const read = await operations.read(urn("LocallySignedCert"), "1", leaf, leafInputs);
  expect(read.state.readyForRenewal).toBe(true);
});

test("earlyRenewalHours alone is an update, unless it makes the renewal due", async () => {
  const { leaf, leafInputs } = await chain({ algorithm: "ECDSA", ecdsaCurve: "P256" });
  expect(diff(leaf, leafInputs, { ...leafInputs, earlyRenewalHours: 50 })).toEqual({
    earlyRenewalHours: "update",
  });
  expect(diff(leaf, leafInputs, { ...leafInputs, earlyRenewalHours: 100 })).toMatchObject({
    readyForRenewal: "replace",
  });
  expect(diff(leaf, leafInputs, { ...leafInputs, validityPeriodHours: 200 })).toEqual({
    validityPeriodHours: "replace",
  });
});

test("what is refused says what is allowed", async () => {
  const failures = (type: string, args: Values): string[] =>
    operations.check(urn(type), {}, args).failures.map(({ property, reason }) => `${property} ${reason}`);
  expect(failures("PrivateKey", { algorithm: "DSA" })[0]).toMatch(/allowed: RSA, ECDSA, ED25519$/);
  expect(failures("PrivateKey", { algorithm: "ECDSA" })[0]).toMatch(/P224, the official provider's default/);
  const self = { privateKeyPem: "x", validityPeriodHours: 1 };
  expect(failures("SelfSignedCert", { ...self, allowedUses: ["server"] })[0]).toMatch(
    /allowed: .*server_auth/,
  );
  expect(failures("SelfSignedCert", { ...self, allowedUses: [], ipAddresses: ["a"] })[0]).toMatch(
    /IP address/,
  );
  await expect(make("SelfSignedCert", { ...self, allowedUses: [] })).rejects.toThrow(/privateKeyPem is not/);
});
