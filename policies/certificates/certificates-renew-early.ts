import { resourcePolicy } from "../lib/policy";

export default resourcePolicy({
  name: "certificates-renew-early",
  severity: "medium",
  types: ["tls:index/locallySignedCert:LocallySignedCert", "tls:index/selfSignedCert:SelfSignedCert"],
  reason: "A certificate that ends before anyone renews it takes the service down.",
  remedy: "Set `earlyRenewalHours` above 0 and below `validityPeriodHours`.",
  judge({ props }, report) {
    const early = props["earlyRenewalHours"] ?? 0;
    if (!(early > 0 && early < props["validityPeriodHours"])) report("plans no renewal before its end");
  },
});
