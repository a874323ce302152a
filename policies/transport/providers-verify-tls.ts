import { resourcePolicy } from "../lib/policy";
import { isTrue } from "../lib/values";

/** Without a file of their own both providers check against the system's authorities, so none is asked for here. */
export default resourcePolicy({
  name: "providers-verify-tls",
  severity: "critical",
  types: ["pulumi:providers:minio", "pulumi:providers:postgresql"],
  reason: "The administrator's password travels over the provider's own connection.",
  remedy:
    "Set `minioSsl: true` and leave `minioInsecure` off; for PostgreSQL `sslmode: verify-full`; name a private authority's file.",
  judge({ type, props }, report) {
    if (type === "pulumi:providers:minio") {
      if (!isTrue(props["minioSsl"])) report("does not use TLS");
      if (isTrue(props["minioInsecure"])) report("does not verify the server's certificate");
    } else if (props["sslmode"] !== "verify-full")
      report("does not verify the server's certificate and name");
  },
});
