import { edgePolicy } from "../lib/edge";
import { param } from "../lib/haproxy";

const refuses = ["return", "deny", "reject"];

export default edgePolicy({
  name: "edge-speaks-http-2-only",
  severity: "medium",
  reason:
    "Two servers can read the borders of an HTTP/1.1 request differently, and one request is smuggled in another.",
  remedy:
    "Offer `alpn h2` alone on each bind line, and `http-request return status 505 … unless { fc_http_major 2 }`.",
  judge(section, rules, report, conditional) {
    for (const [name, address, ...params] of rules)
      if (name === "bind" && param(params, "alpn") !== "h2")
        report(`${section} offers more than HTTP/2 at ${address}, or nothing`);
    // Who offers nothing in the handshake speaks HTTP/1.1 all the same.
    const refused = conditional.some(
      ([name, action, ...rest]) =>
        name === "http-request" &&
        refuses.includes(action!) &&
        rest.slice(-5).join(" ") === "unless { fc_http_major 2 }",
    );
    if (!refused) report(`${section} takes HTTP/1.1`);
  },
});
