import { asn1, util } from "node-forge";
import * as pulumi from "@pulumi/pulumi";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

// Object identifiers: RFC 7292 (PKCS #12), RFC 2985 (friendlyName); Oracle's trustedKeyUsage marks a trust anchor
// for Java (JDK-8076190), with the value anyExtendedKeyUsage (RFC 5280).
const data = "1.2.840.113549.1.7.1";
const certBag = "1.2.840.113549.1.12.10.1.3";
const x509Certificate = "1.2.840.113549.1.9.22.1";
const friendlyName = "1.2.840.113549.1.9.20";
const trustedKeyUsage = "2.16.840.1.113894.746875.1.1";
const anyExtendedKeyUsage = "2.5.29.37.0";

const { Class, Type } = asn1;
const universal = (type: asn1.Type, value: string | asn1.Asn1[]) =>
  asn1.create(Class.UNIVERSAL, type, Array.isArray(value), value);
const sequence = (...items: asn1.Asn1[]) => universal(Type.SEQUENCE, items);
const set = (...items: asn1.Asn1[]) => universal(Type.SET, items);
const oid = (text: string) => universal(Type.OID, asn1.oidToDer(text).getBytes());
const octets = (bytes: string) => universal(Type.OCTETSTRING, bytes);
const tagged = (item: asn1.Asn1) => asn1.create(Class.CONTEXT_SPECIFIC, 0, true, [item]);
const der = (item: asn1.Asn1) => asn1.toDer(item).getBytes();
const contentInfo = (content: string) => sequence(oid(data), tagged(octets(content)));

/** DER certificates in a PEM text, as binary strings. */
function certificates(pem: string): string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => util.decode64(block.replace(/-----[^-]+-----|\s/g, "")));
}

/**
 * The certificates of a PEM text as a Java trust store (PKCS #12), base64. Certificates are public: the store is
 * neither encrypted nor carries a MAC, so it needs no password and the same certificates give the same bytes.
 * @throws Error when the text holds no certificate
 */
export function trustStore(pem: string): string {
  const found = certificates(pem);
  if (found.length === 0)
    throw new Error("a trust store needs at least one PEM certificate, and the text holds none");
  const bags = found.map((certificate, index) => {
    return sequence(
      oid(certBag),
      tagged(sequence(oid(x509Certificate), tagged(octets(certificate)))),
      set(
        sequence(oid(friendlyName), set(universal(Type.BMPSTRING, `lakehouse-${index + 1}`))),
        sequence(oid(trustedKeyUsage), set(oid(anyExtendedKeyUsage))),
      ),
    );
  });
  const safe = sequence(contentInfo(der(sequence(...bags))));
  const version = universal(Type.INTEGER, asn1.integerToDer(3).getBytes());
  return util.encode64(der(sequence(version, contentInfo(der(safe)))));
}

/** Directory of files the program leaves on the operator's machine; none of them is secret. */
const stateHome = (): string =>
  process.env.LAKEHOUSE_HOME ??
  join(process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state"), "lakehouse");

/**
 * Puts a PEM bundle where providers that want a file find it.
 * @returns path of the file, known once it is written
 */
export function trustFile(stack: string, pem: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(pem).apply((text) => {
    const directory = join(stateHome(), "trust");
    mkdirSync(directory, { recursive: true });
    const path = join(directory, `${stack}.pem`);
    writeFileSync(path, text);
    chmodSync(path, 0o644);
    return path;
  });
}
