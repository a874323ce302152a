import { isIP } from "node:net";
import { type JsonName, SubjectAlternativeNameExtension, type JsonGeneralNames } from "@peculiar/x509";
import type { Property, Values } from "../runtime";

/** `subject` of certificates and requests, by Pulumi name and X.509 attribute. */
const ATTRIBUTES = {
  country: "C",
  organization: "O",
  organizationalUnit: "OU",
  locality: "L",
  province: "ST",
  streetAddresses: "2.5.4.9",
  postalCode: "2.5.4.17",
  commonName: "CN",
  serialNumber: "2.5.4.5",
} as const;

/** Arguments that a certificate made from a key and a request have in common. */
export const subjectArguments: Record<string, Property> = {
  subject: {
    type: "object",
    forceNew: true,
    fields: Object.fromEntries(
      Object.keys(ATTRIBUTES).map((name): [string, Property] => [
        name,
        name === "streetAddresses" ? { type: "array", items: "string" } : { type: "string" },
      ]),
    ),
    unsupported: ["emailAddress"],
  },
  dnsNames: { type: "array", items: "string", forceNew: true },
  ipAddresses: { type: "array", items: "string", forceNew: true },
  uris: { type: "array", items: "string", forceNew: true },
};

/** The distinguished name, one attribute each, in the order Go writes them. */
export function distinguishedName(subject: unknown): JsonName {
  const given = (subject ?? {}) as Values;
  return Object.entries(ATTRIBUTES).flatMap(([name, attribute]) =>
    (name === "streetAddresses"
      ? strings(given[name])
      : [(given[name] as string | undefined) ?? []].flat()
    ).map((value) => ({ [attribute]: [value] })),
  );
}

function strings(value: unknown): string[] {
  return (value ?? []) as string[];
}

/** The subject alternative names, or none. */
export function alternativeNames(inputs: Values): SubjectAlternativeNameExtension[] {
  const names: JsonGeneralNames = [
    ...strings(inputs.dnsNames).map((value) => ({ type: "dns" as const, value })),
    ...strings(inputs.ipAddresses).map((value) => ({ type: "ip" as const, value })),
    ...strings(inputs.uris).map((value) => ({ type: "url" as const, value })),
  ];
  return names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)];
}

export function checkNames(inputs: Values): { property: string; reason: string }[] {
  return strings(inputs.ipAddresses).flatMap((address, index) =>
    isIP(address) > 0
      ? []
      : [
          {
            property: `ipAddresses[${index}]`,
            reason: `is ${JSON.stringify(address)}; allowed: an IP address`,
          },
        ],
  );
}
