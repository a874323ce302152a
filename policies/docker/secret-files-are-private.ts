import { posix } from "node:path";
import { processPolicy } from "../lib/process";
import { isNamedSecret, notSecret } from "../lib/secret-text";
import { known } from "../lib/values";

export default processPolicy({
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
      const isAmongSecrets = posix.basename(posix.dirname(file.path)) === "secrets" && !notSecret.test(name);
      if (!holdsKey && !isNamedSecret(name) && !isAmongSecrets) continue;
      if (!/^0?[0-7][04]0$/.test(file.permissions ?? "0644"))
        report(`${file.path} is readable by others in the container`);
    }
  },
});
