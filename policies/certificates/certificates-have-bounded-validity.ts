import { resourcePolicy } from "../lib/policy";

const hours = { leaf: 825 * 24, authority: 7300 * 24 };

export default resourcePolicy({
  name: "certificates-have-bounded-validity",
  severity: "medium",
  types: ["tls:index/locallySignedCert:LocallySignedCert", "tls:index/selfSignedCert:SelfSignedCert"],
  reason: "There is no revocation here: a stolen certificate is good until it ends.",
  remedy: "Set `validityPeriodHours` to at most 825 days, 7300 for a certificate authority.",
  judge({ props }, report) {
    const limit = props["isCaCertificate"] === true ? hours.authority : hours.leaf;
    if (!(props["validityPeriodHours"] > 0 && props["validityPeriodHours"] <= limit)) {
      report(`is valid for more than ${limit / 24} days, or never`);
    }
  },
});
