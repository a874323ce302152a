import { posix } from "node:path";
import { processPolicy } from "../lib/process";
import { roleOf } from "../lib/roles";
import { roleNameOf } from "../lib/search-role";
import { known } from "../lib/values";

const shortest = 20;

interface User {
  password?: unknown;
  password_hash?: unknown;
  roles?: unknown;
}

export default processPolicy({
  name: "elasticsearch-users-follow-roles",
  severity: "critical",
  reason:
    "A role is what it allows only as long as no user has more than one, or one that nobody wrote down.",
  remedy:
    "Give each user exactly one of the roles that come with it, an example user its own, and a generated password.",
  judge(container, report) {
    const roles = container.files.flatMap(({ path }) => roleNameOf(path) ?? []);
    for (const { path, content } of container.files) {
      const login = /^user-([\w.-]+)\.json$/.exec(posix.basename(path))?.[1];
      // Unknown until its password is made, and so judged at the update.
      const text = login === undefined ? undefined : known(content);
      if (login === undefined || text === undefined) continue;
      const user = userOf(text);
      if (!user) return report(`user ${login} is no user document`);
      const given = Array.isArray(user.roles) ? user.roles.map(String) : [];
      if (given.length !== 1 || !roles.includes(given[0]!))
        report(`user ${login} has ${given.join(", ") || "no role"}, not one of the roles beside it`);
      const own = roleOf(login.replace(/^example_/, ""));
      if (own !== undefined && roleOf(given[0]) !== own) report(`user ${login} has another role than ${own}`);
      if ("password_hash" in user) report(`user ${login} brings a hash nobody can judge`);
      if (typeof user.password !== "string" || user.password.length < shortest)
        report(`user ${login} has a password of fewer than ${shortest} characters`);
    }
  },
});

/** An error's text would hold the password. */
function userOf(text: string): User | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return document !== null && typeof document === "object" ? document : undefined;
  } catch {
    return undefined;
  }
}
