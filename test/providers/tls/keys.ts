import { createPrivateKey, createPublicKey, webcrypto, type KeyObject } from "node:crypto";

export type Algorithm = "RSA" | "ECDSA" | "ED25519";

/** A private key as WebCrypto pair, with what signing with it needs. */
export interface SigningKey {
  algorithm: Algorithm;
  privateKey: webcrypto.CryptoKey;
  publicKey: webcrypto.CryptoKey;
  signingAlgorithm: webcrypto.Algorithm & { hash?: string };
}

const CURVES: Readonly<Record<string, { name: string; hash: string }>> = {
  prime256v1: { name: "P-256", hash: "SHA-256" },
  secp384r1: { name: "P-384", hash: "SHA-384" },
  secp521r1: { name: "P-521", hash: "SHA-512" },
};

function algorithmsOf(key: KeyObject): {
  algorithm: Algorithm;
  imported: webcrypto.Algorithm & { namedCurve?: string; hash?: string };
  signing: webcrypto.Algorithm & { hash?: string };
} {
  if (key.asymmetricKeyType === "rsa") {
    const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    return { algorithm: "RSA", imported: rsa, signing: rsa };
  }
  if (key.asymmetricKeyType === "ed25519") {
    const ed25519 = { name: "Ed25519" };
    return { algorithm: "ED25519", imported: ed25519, signing: ed25519 };
  }
  const curve = CURVES[key.asymmetricKeyDetails?.namedCurve ?? ""];
  if (key.asymmetricKeyType === "ec" && curve !== undefined)
    return {
      algorithm: "ECDSA",
      imported: { name: "ECDSA", namedCurve: curve.name },
      signing: { name: "ECDSA", hash: curve.hash },
    };
  throw new Error(
    `this test provider signs with RSA, ED25519 and ECDSA (P256, P384, P521) keys, not with ${key.asymmetricKeyType} ${key.asymmetricKeyDetails?.namedCurve ?? ""}`,
  );
}

function readPrivateKey(pem: string, argument: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error(
      `${argument} is not a private key in PEM format (PKCS#1, SEC 1 or PKCS#8, not encrypted)`,
    );
  }
}

/** Reads a private key from PEM; `argument` names it in the error. */
export async function signingKey(pem: string, argument: string): Promise<SigningKey> {
  const key = readPrivateKey(pem, argument);
  const { algorithm, imported, signing } = algorithmsOf(key);
  const load = (
    format: "pkcs8" | "spki",
    der: Buffer,
    use: "sign" | "verify",
  ): Promise<webcrypto.CryptoKey> => webcrypto.subtle.importKey(format, der, imported, true, [use]);
  return {
    algorithm,
    privateKey: await load("pkcs8", key.export({ type: "pkcs8", format: "der" }), "sign"),
    publicKey: await load("spki", createPublicKey(key).export({ type: "spki", format: "der" }), "verify"),
    signingAlgorithm: signing,
  };
}
