import { edgePolicy, treats } from "../lib/edge";

const headers = [
  "Forwarded",
  "X-Forwarded-For",
  "X-Forwarded-Host",
  "X-Forwarded-Port",
  "X-Forwarded-Prefix",
  "X-Forwarded-Proto",
];

export default edgePolicy({
  name: "edge-believes-no-forwarded-headers",
  severity: "high",
  reason:
    "A service believes its proxy about the client's address and scheme; a header the client sent would be believed too.",
  remedy: "Delete each with `http-request del-header`, or set it with `http-request set-header`.",
  judge(section, rules, report) {
    for (const header of headers)
      if (!treats(rules, "http-request", ["del-header", "set-header"], header))
        report(`${section} passes ${header} on as the client sent it`);
  },
});
