import { Name } from "@peculiar/x509";
import type { ResourceType } from "../runtime";
import { certificateArguments, certificateOutputs, issue, planRenewal, readCertificate } from "./certificate";
import { signingKey } from "./keys";
import { alternativeNames, checkNames, distinguishedName, subjectArguments } from "./names";
import { checkUses } from "./usages";

/** `tls_self_signed_cert`, for example a certificate authority. */
export const selfSignedCert: ResourceType<undefined> = {
  inputs: {
    ...certificateArguments,
    ...subjectArguments,
    privateKeyPem: { type: "string", required: true, forceNew: true, secret: true },
    setAuthorityKeyId: { type: "boolean", forceNew: true, default: false },
  },
  unsupported: ["privateKeyPemWo", "privateKeyPemWoVersion"],
  outputs: { ...certificateOutputs, keyAlgorithm: {} },
  check: (inputs) => [...checkUses(inputs.allowedUses), ...checkNames(inputs)],
  modifyPlan: planRenewal,
  async create(inputs) {
    const signer = await signingKey(String(inputs.privateKeyPem), "privateKeyPem");
    const name = new Name(distinguishedName(inputs.subject));
    const { id, outputs } = await issue(
      {
        subject: name,
        issuer: name,
        publicKey: signer.publicKey,
        signer,
        alternativeNames: alternativeNames(inputs),
        setAuthorityKeyId: inputs.setAuthorityKeyId === true,
      },
      inputs,
    );
    return { id, outputs: { ...outputs, keyAlgorithm: signer.algorithm } };
  },
  read: (_id, state) => Promise.resolve(readCertificate(state)),
  update: () => Promise.resolve({}),
  delete: () => Promise.resolve(),
};
