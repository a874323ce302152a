import type { webcrypto } from "node:crypto";
import { Pkcs10CertificateRequest, SubjectAlternativeNameExtension, X509Certificate } from "@peculiar/x509";
import type { ResourceType } from "../runtime";
import { certificateArguments, certificateOutputs, issue, planRenewal, readCertificate } from "./certificate";
import { signingKey } from "./keys";
import { checkUses } from "./usages";

function parse<Parsed>(argument: string, what: string, parser: () => Parsed): Parsed {
  try {
    return parser();
  } catch (error) {
    throw new Error(`${argument} is not ${what} in PEM format: ${(error as Error).message}`);
  }
}

/** `tls_locally_signed_cert`: a request signed with a key and certificate at hand. */
export const locallySignedCert: ResourceType<undefined> = {
  inputs: {
    ...certificateArguments,
    certRequestPem: { type: "string", required: true, forceNew: true },
    caCertPem: { type: "string", required: true, forceNew: true },
    caPrivateKeyPem: { type: "string", required: true, forceNew: true, secret: true },
  },
  unsupported: ["caPrivateKeyPemWo", "caPrivateKeyPemWoVersion"],
  outputs: { ...certificateOutputs, caKeyAlgorithm: {} },
  check: (inputs) => checkUses(inputs.allowedUses),
  modifyPlan: planRenewal,
  async create(inputs) {
    const request = parse(
      "certRequestPem",
      "a certificate request",
      () => new Pkcs10CertificateRequest(String(inputs.certRequestPem)),
    );
    const authority = parse(
      "caCertPem",
      "a certificate",
      () => new X509Certificate(String(inputs.caCertPem)),
    );
    const signer = await signingKey(String(inputs.caPrivateKeyPem), "caPrivateKeyPem");
    if (!(await request.verify())) throw new Error("certRequestPem: the request's own signature is wrong");
    const names = request.extensions.filter((each) => each instanceof SubjectAlternativeNameExtension);
    const { id, outputs } = await issue(
      {
        subject: request.subjectName,
        issuer: authority.subjectName,
        publicKey: (await request.publicKey.export()) as webcrypto.CryptoKey,
        signer,
        alternativeNames: names,
        authority,
        setAuthorityKeyId: false,
      },
      inputs,
    );
    return { id, outputs: { ...outputs, caKeyAlgorithm: signer.algorithm } };
  },
  read: (_id, state) => Promise.resolve(readCertificate(state)),
  update: () => Promise.resolve({}),
  delete: () => Promise.resolve(),
};
