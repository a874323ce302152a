import { processPolicy } from "../lib/process";
import { holdsSecret } from "../lib/secret-text";

const secretName =
  /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|(^|_)KEY|(^|_)PWD)S?(_|$)/i;
/** The variable points to the secret, switches it, or names a public key. */
const pointer =
  /(_FILE|_FILES|_PATH|_DIR|_NAME|_ID|_ENABLE|_ENABLED|_TTL|_LENGTH|_URL|_ENCRYPTION|_PUBLIC_KEY)$/i;

/** CIS Docker Benchmark 4.10, said of containers. */
export default processPolicy({
  name: "environment-holds-no-secrets",
  severity: "critical",
  reason:
    "Environment variables are readable by `docker inspect`, by every child process and in crash reports.",
  remedy: "Upload the secret as a file only the process's user reads, and set the variable's `_FILE` form.",
  judge(container, report) {
    for (const [name, value] of container.environment) {
      if (value === "") continue;
      if (secretName.test(name) && !pointer.test(name)) report(`variable ${name} holds a secret by its name`);
      else if (holdsSecret(value)) report(`variable ${name} holds a private key or a password`);
    }
  },
});
