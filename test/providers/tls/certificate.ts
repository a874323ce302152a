import { randomBytes, type webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  type Name,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from "@peculiar/x509";
import type { PlannedChange, Property, Values } from "../runtime";
import { addHours, now, timestamp } from "./clock";
import type { SigningKey } from "./keys";
import { allowedUses, usageExtensions } from "./usages";

/** Arguments of every certificate; a change of `earlyRenewalHours` alone is an update. */
export const certificateArguments: Record<string, Property> = {
  allowedUses,
  validityPeriodHours: { type: "number", required: true, forceNew: true },
  earlyRenewalHours: { type: "number", default: 0 },
  isCaCertificate: { type: "boolean", forceNew: true, default: false },
  maxPathLength: { type: "number", forceNew: true, computed: true },
  setSubjectKeyId: { type: "boolean", forceNew: true, default: false },
};

export const certificateOutputs = {
  certPem: {},
  readyForRenewal: {},
  validityStartTime: {},
  validityEndTime: {},
} as const;

/** What a certificate says, and who signs it. */
export interface CertificateRequest {
  subject: Name;
  issuer: Name;
  publicKey: webcrypto.CryptoKey;
  signer: SigningKey;
  alternativeNames: Extension[];
  /** The signer's certificate, unless the certificate signs itself. */
  authority?: X509Certificate;
  setAuthorityKeyId: boolean;
}

async function keyIdentifiers(request: CertificateRequest, inputs: Values): Promise<Extension[]> {
  const { authority, publicKey, setAuthorityKeyId } = request;
  const own = await SubjectKeyIdentifierExtension.create(publicKey);
  const hasOwn = inputs.isCaCertificate === true || inputs.setSubjectKeyId === true;
  const authorityId = authority?.getExtension(SubjectKeyIdentifierExtension)?.keyId;
  // Go writes the parent's key identifier into every certificate that has a parent with one.
  const authorityKeyId = authorityId ?? (setAuthorityKeyId && hasOwn ? own.keyId : undefined);
  if (setAuthorityKeyId && authorityKeyId === undefined)
    throw new Error(
      "setAuthorityKeyId: the signing certificate has no subject key identifier; set setSubjectKeyId on it",
    );
  return [
    ...(hasOwn ? [own] : []),
    ...(authorityKeyId === undefined ? [] : [new AuthorityKeyIdentifierExtension(authorityKeyId)]),
  ];
}

/** Issues a certificate valid from now; the id is its serial number in decimal. */
export async function issue(
  request: CertificateRequest,
  inputs: Values,
): Promise<{ id: string; outputs: Values }> {
  const isCa = inputs.isCaCertificate === true;
  if (isCa && request.subject.toJSON().length === 0)
    throw new Error("subject: a certificate authority must have at least one name, for example commonName");
  const start = now();
  const end = addHours(start, Number(inputs.validityPeriodHours));
  const serial = randomBytes(16);
  serial[0] = (serial[0] ?? 0) & 0x7f;
  const pathLength =
    isCa && Number(inputs.maxPathLength ?? -1) >= 0 ? Number(inputs.maxPathLength) : undefined;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial.toString("hex"),
    subject: request.subject,
    issuer: request.issuer,
    notBefore: start,
    notAfter: end,
    publicKey: request.publicKey,
    signingKey: request.signer.privateKey,
    signingAlgorithm: request.signer.signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(isCa, pathLength, true),
      ...usageExtensions(inputs.allowedUses as string[]),
      ...(await keyIdentifiers(request, inputs)),
      ...request.alternativeNames,
    ],
  });
  return {
    id: BigInt(`0x${serial.toString("hex")}`).toString(),
    outputs: {
      certPem: `${certificate.toString("pem")}\n`,
      validityStartTime: timestamp(start),
      validityEndTime: timestamp(end),
      readyForRenewal: Number(inputs.earlyRenewalHours) >= Number(inputs.validityPeriodHours),
    },
  };
}

function isDue(state: Values, earlyRenewalHours: unknown): boolean {
  if (typeof state.validityEndTime !== "string") return false;
  const renewal = addHours(new Date(state.validityEndTime), -Number(earlyRenewalHours ?? 0));
  return now() >= renewal;
}

/** A certificate within `earlyRenewalHours` of its end is replaced, and a preview says so. */
export function planRenewal(state: Values, inputs: Values): PlannedChange[] {
  return isDue(state, inputs.earlyRenewalHours) ? [{ property: "readyForRenewal", replaces: true }] : [];
}

/** Nothing to read but whether a renewal is due. */
export function readCertificate(state: Values): Values {
  return isDue(state, state.earlyRenewalHours) ? { ...state, readyForRenewal: true } : state;
}
