import { createHash } from "node:crypto";
import { Pkcs10CertificateRequestGenerator } from "@peculiar/x509";
import type { ResourceType } from "../runtime";
import { signingKey } from "./keys";
import { alternativeNames, checkNames, distinguishedName, subjectArguments } from "./names";

/** `tls_cert_request`: every change replaces. */
export const certRequest: ResourceType<undefined> = {
  inputs: {
    ...subjectArguments,
    privateKeyPem: { type: "string", required: true, forceNew: true, secret: true },
  },
  unsupported: ["privateKeyPemWo", "privateKeyPemWoVersion"],
  outputs: { certRequestPem: {}, keyAlgorithm: {} },
  check: checkNames,
  async create(inputs) {
    const key = await signingKey(String(inputs.privateKeyPem), "privateKeyPem");
    const request = await Pkcs10CertificateRequestGenerator.create({
      name: distinguishedName(inputs.subject),
      keys: { privateKey: key.privateKey, publicKey: key.publicKey },
      signingAlgorithm: key.signingAlgorithm,
      extensions: alternativeNames(inputs),
    });
    return {
      id: createHash("sha1").update(Buffer.from(request.rawData)).digest("hex"),
      outputs: { certRequestPem: `${request.toString("pem")}\n`, keyAlgorithm: key.algorithm },
    };
  },
  delete: () => Promise.resolve(),
};
