import { resourcePolicy } from "../lib/policy";

/** CIS Docker Benchmark 2.7. */
export default resourcePolicy({
  name: "engine-is-reached-safely",
  severity: "critical",
  types: ["pulumi:providers:docker"],
  reason: "Whoever can talk to a Docker Engine without a certificate is root on its host.",
  remedy: "Use a unix:// or ssh:// address, or tcp:// with `certPath` or the certificate's material.",
  judge({ props }, report) {
    const host = (props["host"] as string | undefined) ?? "";
    if (/^(tcp|http):/.test(host) && !("certPath" in props) && !("caMaterial" in props)) {
      report("reaches the engine over plain TCP");
    }
  },
});
