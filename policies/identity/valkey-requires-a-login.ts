import { valkeyPolicy } from "../lib/valkey";

export default valkeyPolicy({
  name: "valkey-requires-a-login",
  severity: "critical",
  reason:
    "Who comes without a login is Valkey's user `default`, who may do everything; a password in a file can be read.",
  remedy:
    "Name an `aclfile` that is a secret, with `user default off`, and give each user the SHA-256 of a password.",
  judge(server, report) {
    const file = server.fileOf("aclfile");
    if (!file) report("has no file of users among the uploads");
    for (const name of ["requirepass", "masterauth", "primaryauth"])
      if (server.value(name) !== undefined) report(`has a password in its settings: ${name}`);
    if (server.value("protected-mode") === "no") report("has protected-mode off");
    const users = server.users;
    if (!users) return;
    const standard = users.filter(({ name }) => name === "default");
    if (standard.length === 0 || standard.some(({ rules }) => !rules.includes("off") || rules.includes("on")))
      report("has its user default on");
    for (const { name, rules } of users) {
      if (rules.includes("nopass")) report(`lets user ${name} in without a password`);
      if (rules.some((rule) => rule.startsWith(">"))) report(`has the password of user ${name} in plain`);
      if (rules.includes("on") && !rules.some((rule) => /^#[0-9a-f]{64}$/.test(rule)))
        report(`has no password for user ${name}`);
    }
  },
});
