import { resourcePolicy } from "../lib/policy";
import { list } from "../lib/values";

const selfSigned = "tls:index/selfSignedCert:SelfSignedCert";

export default resourcePolicy({
  name: "only-authorities-sign",
  severity: "critical",
  types: [selfSigned, "tls:index/locallySignedCert:LocallySignedCert"],
  reason:
    "A server's key that can sign certificates, or an authority's that serves, turns one theft into all.",
  remedy:
    "Set `isCaCertificate` on the self-signed authority only, with uses cert_signing and crl_signing and no others.",
  judge({ type, props }, report) {
    const isAuthority = props["isCaCertificate"] === true;
    const uses = list<string>(props["allowedUses"]);
    const signs = uses.includes("cert_signing");
    if (type === selfSigned && !isAuthority)
      return report("is self-signed and no authority, so nobody can verify it");
    if (type !== selfSigned && (isAuthority || signs))
      report("is a service's certificate that can sign others");
    if (isAuthority && !signs) report("is an authority that may not sign");
    if (isAuthority && uses.some((use) => /_auth$/.test(use)))
      report("is an authority that may also serve or log in");
  },
});
