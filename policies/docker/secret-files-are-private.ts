import { posix } from "node:path";
import { containerPolicy } from "../lib/container";
import { known } from "../lib/values";

const secretName =
  /(key|secret|password|passwd|token|credential|\.pem$|\.p12|\.pfx|\.jks|pgpass|\.curl$|netrc|^users$|^user-[\w-]+(\.json)?$)/i;
/** Settings with hashes or secrets among them: Valkey's users, GLAuth's people, Dex's clients. */
const holdsSecrets = /^(users\.acl|glauth\.cfg|config\.yaml)$/;
const notSecret = /\.(pub|crt|cer|sql|conf|cfg|sh|md)$/i;

export default containerPolicy({
  name: "secret-files-are-private",
  severity: "high",
  reason:
    "A key or password that every user of a container can read belongs to whoever gets any foothold there.",
  remedy: "Set the upload's `permissions` to 0400, with the process's user as `owner`.",
  judgesCarriers: true,
  judge(container, report) {
    for (const file of container.files) {
      const name = posix.basename(file.path);
      const holdsKey = known(() => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(file.content() ?? "")) ?? false;
      const isNamedSecret = secretName.test(name) || posix.basename(posix.dirname(file.path)) === "secrets";
      if (!holdsKey && !holdsSecrets.test(name) && (!isNamedSecret || notSecret.test(name))) continue;
      if (!/^0?[0-7][04]0$/.test(file.permissions ?? "0644"))
        report(`${file.path} is readable by others in the container`);
    }
  },
});
