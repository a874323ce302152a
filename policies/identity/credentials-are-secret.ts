import { resourcePolicy } from "../lib/policy";

/**
 * Inputs that are credentials or keys; those of PostgreSQL's logins have a policy of their own. Of a provider's own
 * inputs the engine does not say which are secret.
 */
const secrets: Record<string, readonly string[]> = {
  "minio:index/iamUser:IamUser": ["secret"],
  "tls:index/certRequest:CertRequest": ["privateKeyPem"],
  "tls:index/selfSignedCert:SelfSignedCert": ["privateKeyPem"],
  "tls:index/locallySignedCert:LocallySignedCert": ["caPrivateKeyPem"],
};

export default resourcePolicy({
  name: "credentials-are-secret",
  severity: "critical",
  types: Object.keys(secrets),
  reason: "What is not marked as a secret is plain in the state, in previews and in logs.",
  remedy: "Take it from a generator, or from `pulumi config set --secret`.",
  judge({ type, props, opts }, report) {
    for (const name of secrets[type] ?? []) {
      if (name in props && !opts.additionalSecretOutputs.includes(name))
        report(`its ${name} is not a secret`);
    }
  },
});
