import { valkeyPolicy } from "../lib/valkey";

/** Rules that open everything of a kind. */
const everything = /^(allkeys|~\*|%[RW]{1,2}~\*|allchannels|&\*|allcommands|\+@all)$/i;
/** Commands, and classes of them, by which a login administers, reads the server's settings or runs programs. */
const dangerous =
  /^\+(@(admin|dangerous|scripting)|acl|config|debug|shutdown|module|replicaof|slaveof|eval|function|fcall|save|bgsave|bgrewriteaof|flushall|flushdb|keys|scan|monitor|migrate|restore|sort)(\||$)/i;

export default valkeyPolicy({
  name: "valkey-users-have-few-rights",
  severity: "high",
  reason:
    "What is cached becomes objects in who reads it, so who may write another's keys runs programs there.",
  remedy:
    "Begin each user's rules with `resetkeys`, `resetchannels` and `-@all`, then name its keys and commands.",
  judge(server, report) {
    for (const command of ["enable-protected-configs", "enable-debug-command", "enable-module-command"])
      if (!["no", undefined].includes(server.value(command))) report(`has ${command} on`);
    for (const { name, rules } of server.users ?? []) {
      if (!rules.includes("on")) continue;
      for (const rule of rules) {
        if (everything.test(rule)) report(`gives user ${name} everything of a kind: ${rule}`);
        if (dangerous.test(rule)) report(`lets user ${name} administer: ${rule}`);
      }
      if (rules.some((rule) => rule.startsWith("(")))
        report(`gives user ${name} further rights by a selector`);
    }
  },
});
