import { secretType } from "../lib/pod";
import { resourcePolicy } from "../lib/policy";

export default resourcePolicy({
  name: "kubernetes-secrets-are-secret",
  severity: "critical",
  types: [secretType],
  reason:
    "What is not marked as a secret is plain in the state, in previews and in logs; base64 hides nothing.",
  remedy: "Make `data` of secret outputs, or name it in `additionalSecretOutputs`.",
  judge({ props, opts }, report) {
    for (const key of ["data", "stringData"])
      if (key in props && !opts.additionalSecretOutputs.includes(key)) report(`its ${key} is not a secret`);
  },
});
