import { edgeConfigPolicy } from "../lib/edge";

/** Headers that a service is told, and what of: the connection, or the name that was asked for. */
const told: Record<string, string> = {
  "x-forwarded-for": "%[src]",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "%[req.hdr(host)]",
};

/** Options of a listener by which the sender says where it is. */
const believing = ["accept-proxy", "accept-netscaler-cip"];

export default edgeConfigPolicy({
  name: "edge-tells-what-it-sees",
  severity: "high",
  reason:
    "Services count attempts and log by the address that the edge tells; taken from a header, it is whatever a client says.",
  remedy:
    "Set X-Forwarded-For to %[src], X-Forwarded-Proto to https, X-Forwarded-Host to %[req.hdr(host)] and no other header of a request, and leave accept-proxy away.",
  judge(config, report) {
    for (const { at, words } of config.lines) {
      const [name, action, header = "", value] = words;
      const known = header.toLowerCase();
      if (name === "http-request" && action === "set-header")
        if (!Object.hasOwn(told, known) || told[known] !== value)
          report(`${at} tells services something else as ${header}`);
      if (name === "bind" && words.some((word) => believing.includes(word)))
        report(`${at} believes senders about their addresses`);
    }
  },
});
