import { X509Certificate } from "node:crypto";
import { z } from "zod";

/** Why a text is no authority that could have signed a server's certificate; undefined when it could. */
function whyNoAuthority(pem: string, now = new Date()): string | undefined {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const rest = blocks.reduce((text, block) => text.replace(block, ""), pem);
  if (blocks.length === 0 || /-----BEGIN/.test(rest))
    return "certificates in PEM, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, and nothing else";
  for (const block of blocks) {
    let certificate: X509Certificate;
    try {
      certificate = new X509Certificate(block);
    } catch {
      return "certificates in PEM; one of these cannot be read";
    }
    const { subject, ca, validTo, validFrom } = certificate;
    const name = subject.replaceAll("\n", ", ");
    if (!ca) return `certificates of authorities; that of ${name} is a server's, which vouches for no other`;
    if (new Date(validTo) < now || new Date(validFrom) > now)
      return `certificates that are valid now; that of ${name} is valid from ${validFrom} to ${validTo}`;
  }
  return undefined;
}

/** Authorities that vouch for one server. */
export const authority = z
  .string()
  .superRefine((pem, context) => {
    const message = whyNoAuthority(pem);
    if (message) context.addIssue({ code: "custom", message });
  })
  .describe(
    "Certificates of the authorities that may have signed its certificate, PEM. No other is believed.",
  );
