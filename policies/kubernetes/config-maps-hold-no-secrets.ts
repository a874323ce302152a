import { configMapType } from "../lib/pod";
import { resourcePolicy } from "../lib/policy";
import { holdsSecret, isNamedSecret } from "../lib/secret-text";
import { decode, known } from "../lib/values";

export default resourcePolicy({
  name: "config-maps-hold-no-secrets",
  severity: "critical",
  types: [configMapType],
  reason:
    "A ConfigMap is plain in the cluster's store, in the state and to everyone who may look at a namespace.",
  remedy: "Put it into a Secret, with the file's other secrets.",
  judge({ props }, report) {
    for (const property of ["data", "binaryData"]) {
      const data: Record<string, string> = props[property] ?? {};
      for (const key of Object.keys(data)) {
        // A certificate that is yet to be made is not known in a first preview; an update judges it.
        const text = known(() => (property === "data" ? data[key] : decode(data[key]))) ?? "";
        if (isNamedSecret(key)) report(`${key} is a secret by its name`);
        else if (holdsSecret(text)) report(`${key} holds a private key or a password`);
      }
    }
  },
});
