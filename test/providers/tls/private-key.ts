import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { ResourceType, Values } from "../runtime";
import type { Algorithm } from "./keys";

const CURVES: Readonly<Record<string, string>> = { P256: "prime256v1", P384: "secp384r1", P521: "secp521r1" };

function generate(algorithm: Algorithm, curve: string, rsaBits: number): KeyObject {
  if (algorithm === "RSA") return generateKeyPairSync("rsa", { modulusLength: rsaBits }).privateKey;
  if (algorithm === "ED25519") return generateKeyPairSync("ed25519").privateKey;
  return generateKeyPairSync("ec", { namedCurve: CURVES[curve] ?? curve }).privateKey;
}

/** PEM in the form each algorithm traditionally has: PKCS#1 for RSA, SEC 1 for ECDSA, PKCS#8 for ED25519. */
function traditionalPem(key: KeyObject, algorithm: Algorithm): string {
  const type = { RSA: "pkcs1", ECDSA: "sec1", ED25519: "pkcs8" } as const;
  return key.export({ type: type[algorithm], format: "pem" }).toString();
}

/** `tls_private_key`: every change replaces. */
export const privateKey: ResourceType<undefined> = {
  inputs: {
    algorithm: { type: "string", required: true, forceNew: true, oneOf: ["RSA", "ECDSA", "ED25519"] },
    ecdsaCurve: {
      type: "string",
      forceNew: true,
      default: "P224",
      oneOf: ["P224", "P256", "P384", "P521"],
    },
    rsaBits: { type: "number", forceNew: true, default: 2048 },
  },
  outputs: {
    privateKeyPem: { secret: true },
    privateKeyPemPkcs8: { secret: true },
    publicKeyPem: {},
  },
  check({ algorithm, ecdsaCurve }) {
    if (algorithm !== "ECDSA" || ecdsaCurve !== "P224") return [];
    return [
      {
        property: "ecdsaCurve",
        reason: "is P224, the official provider's default; this test provider allows P256, P384, P521",
      },
    ];
  },
  create(inputs: Values) {
    const algorithm = inputs.algorithm as Algorithm;
    const key = generate(algorithm, String(inputs.ecdsaCurve), Number(inputs.rsaBits));
    const publicKey = createPublicKey(key);
    return Promise.resolve({
      id: createHash("sha1")
        .update(publicKey.export({ type: "spki", format: "der" }))
        .digest("hex"),
      outputs: {
        privateKeyPem: traditionalPem(key, algorithm),
        privateKeyPemPkcs8: key.export({ type: "pkcs8", format: "pem" }).toString(),
        publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
      },
    });
  },
  delete: () => Promise.resolve(),
};
