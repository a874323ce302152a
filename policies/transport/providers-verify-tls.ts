import { resourcePolicy } from "../lib/policy";
import { isTrue } from "../lib/values";

export default resourcePolicy({
  name: "providers-verify-tls",
  severity: "critical",
  types: ["pulumi:providers:minio", "pulumi:providers:postgresql"],
  reason: "The administrator's password travels over the provider's own connection.",
  remedy:
    "Set `minioSsl: true` without `minioInsecure`; for PostgreSQL `sslmode: verify-full` with `sslrootcert`.",
  judge({ type, props }, report) {
    if (type === "pulumi:providers:minio") {
      if (!isTrue(props["minioSsl"])) report("does not use TLS");
      if (isTrue(props["minioInsecure"])) report("does not verify the server's certificate");
    } else if (props["sslmode"] !== "verify-full")
      report("does not verify the server's certificate and name");
  },
});
