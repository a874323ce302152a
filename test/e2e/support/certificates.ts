import { randomBytes } from "node:crypto";
import { md, pki } from "node-forge";

/** A certificate and its key, PEM. */
export interface Certified {
  certificate: string;
  key: string;
}

const keyBits = 2048;
const hour = 3_600_000;

/**
 * A certificate of an hour, as somebody else's authority makes it.
 * @param by who signs it @default itself: it is an authority's
 * @param hours from now until when it is valid; below 0 it was
 */
export function certify(name: string, by?: Certified, hours = 1): Certified {
  const keys = pki.rsa.generateKeyPair(keyBits);
  const made = pki.createCertificate();
  made.publicKey = keys.publicKey;
  made.serialNumber = `00${randomBytes(8).toString("hex")}`;
  made.validity.notBefore = new Date(Date.now() + (hours - 2) * hour);
  made.validity.notAfter = new Date(Date.now() + hours * hour);
  const subject = [{ name: "commonName", value: name }];
  made.setSubject(subject);
  made.setIssuer(by ? pki.certificateFromPem(by.certificate).subject.attributes : subject);
  made.setExtensions(
    by
      ? [
          { name: "basicConstraints", cA: false },
          { name: "subjectAltName", altNames: [{ type: 2, value: name }] },
        ]
      : [
          { name: "basicConstraints", cA: true, critical: true },
          { name: "keyUsage", keyCertSign: true, critical: true },
        ],
  );
  made.sign(by ? pki.privateKeyFromPem(by.key) : keys.privateKey, md.sha256.create());
  return { certificate: pki.certificateToPem(made), key: pki.privateKeyToPem(keys.privateKey) };
}
