import { resourcePolicy } from "../lib/policy";
import { known } from "../lib/values";

const shortest = 20;

export default resourcePolicy({
  name: "postgresql-logins-have-secret-passwords",
  severity: "critical",
  types: ["postgresql:index/role:Role"],
  reason: "A login without a password, or with one that is plain in the state, belongs to everybody.",
  remedy: "Set `password` from a RandomPassword, or from `pulumi config set --secret`.",
  judge({ props, opts }, report) {
    if (props["login"] !== true) return;
    if (!("password" in props) && !("passwordWo" in props)) return report("logs in without a password");
    if ("password" in props && !opts.additionalSecretOutputs.includes("password"))
      report("its password is not a secret");
    // Unknown until the generator has run; the generator's length is judged by itself.
    const password = known(() => props["password"] as string | undefined);
    if (password !== undefined && password.length < shortest)
      report(`its password has fewer than ${shortest} characters`);
  },
});
