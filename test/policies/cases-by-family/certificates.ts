import { set, type PolicyCases } from "../cases";

export const certificates: Record<string, PolicyCases> = {
  "private-keys-are-strong": {
    fail: {
      "short RSA": set("ca-key", { algorithm: "RSA", rsaBits: 2048 }),
      "default RSA": set("ca-key", { algorithm: "RSA", ecdsaCurve: undefined }),
      "weak curve": set("ca-key", { ecdsaCurve: "P224" }),
      "default curve": set("ca-key", { ecdsaCurve: undefined }),
    },
    pass: {
      ED25519: set("ca-key", { algorithm: "ED25519" }),
      RSA: set("ca-key", { algorithm: "RSA", rsaBits: 3072 }),
    },
  },
  "certificates-have-bounded-validity": {
    fail: {
      "leaf of three years": set("leaf", { validityPeriodHours: 3 * 8766 }),
      "authority of thirty years": set("ca", { validityPeriodHours: 30 * 8766 }),
    },
  },
  "certificates-renew-early": {
    fail: {
      never: set("leaf", { earlyRenewalHours: undefined }),
      zero: set("ca", { earlyRenewalHours: 0 }),
      always: set("leaf", { earlyRenewalHours: 90 * 24 }),
    },
  },
  "certificates-name-their-hosts": {
    fail: {
      "no name": set("request", { dnsNames: [], ipAddresses: undefined }),
      wildcard: set("request", { dnsNames: ["*.example.org"] }),
    },
    pass: { "address only": set("request", { dnsNames: undefined }) },
  },
  "only-authorities-sign": {
    fail: {
      "leaf is an authority": set("leaf", { isCaCertificate: true, allowedUses: ["cert_signing"] }),
      "leaf signs": set("leaf", { allowedUses: ["server_auth", "cert_signing"] }),
      "self-signed server": set("ca", {
        isCaCertificate: false,
        allowedUses: ["server_auth"],
        validityPeriodHours: 90 * 24,
        earlyRenewalHours: 24,
      }),
      "authority serves": set("ca", { allowedUses: ["cert_signing", "server_auth"] }),
      "authority may not sign": set("ca", { allowedUses: ["crl_signing"] }),
    },
  },
};
