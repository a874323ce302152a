import { posix } from "node:path";
import { elasticsearchPolicy, type ElasticsearchView } from "../lib/elasticsearch";
import { known } from "../lib/values";

/** Files of the server that give rights the role catalogue does not know. */
const beside = ["roles.yml", "role_mapping.yml"];

export default elasticsearchPolicy({
  name: "elasticsearch-has-one-superuser",
  severity: "critical",
  reason: "Users in the server's files stand above the role catalogue, and no job takes their rights back.",
  remedy: "Put one user into `users`, and the one line `superuser:<that user>` into `users_roles`.",
  judge(server, report) {
    // An operator puts both files together, of what a policy on its resource judges.
    if (server.isOperated) return;
    for (const name of beside) if (fileOf(server, name)) report(`brings a ${name} of its own`);
    const file = fileOf(server, "users_roles");
    if (!file) return report("names no superuser: nothing is put as users_roles");
    const lines = linesOf(file.content() ?? "");
    const superusers = lines.flatMap(([role, users]) => (role === "superuser" ? users : []));
    if (superusers.length !== 1) report(`users_roles names ${superusers.length} superusers`);
    for (const [role] of lines)
      if (role !== "superuser") report(`users_roles gives role ${role} to somebody`);
    const users = fileOf(server, "users");
    if (!users) return report("has no superuser: nothing is put as users");
    // Unknown until the password is made.
    const names = known(() => linesOf(users.content() ?? "").map(([name]) => name));
    if (names && (names.length !== 1 || names[0] !== superusers[0]))
      report("users holds another user than the superuser");
  },
});

const fileOf = ({ container, file }: ElasticsearchView, name: string) =>
  container.files.find(({ path }) => path === posix.join(posix.dirname(file), name));

/** `name:value,value` lines. */
const linesOf = (text: string): [name: string, values: string[]][] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [name = "", ...rest] = line.split(":");
      return [
        name.trim(),
        rest
          .join(":")
          .split(",")
          .map((value) => value.trim())
          .filter(Boolean),
      ];
    });
