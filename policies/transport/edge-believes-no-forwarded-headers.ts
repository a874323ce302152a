import { edgePolicy, treats } from "../lib/edge";

const headers = [
  "Forwarded",
  "X-Forwarded-For",
  "X-Forwarded-Host",
  "X-Forwarded-Port",
  "X-Forwarded-Prefix",
  "X-Forwarded-Proto",
];

/** Beginnings of names: who signed on says its own header with one of them. */
const beginnings = ["X-Forwarded-", "X-Auth-Request-"];

export default edgePolicy({
  name: "edge-believes-no-forwarded-headers",
  severity: "high",
  reason:
    "A service believes its proxy about the client's address, scheme and name; a header the client sent would be believed too.",
  remedy:
    "Delete each with `http-request del-header`, or set it with `http-request set-header`; delete all that begin with X-Forwarded- or X-Auth-Request- by `-m beg`.",
  judge(section, rules, report) {
    for (const header of headers)
      if (!treats(rules, "http-request", ["del-header", "set-header"], header))
        report(`${section} passes ${header} on as the client sent it`);
    for (const beginning of beginnings) {
      const line = `http-request del-header ${beginning} -m beg`;
      if (!rules.some((words) => words.join(" ") === line))
        report(`${section} passes headers on as the client sent them that begin with ${beginning}`);
    }
  },
});
