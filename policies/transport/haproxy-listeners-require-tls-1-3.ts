import { allowsOnlyTls13, haproxyPolicy } from "../lib/haproxy";

export default haproxyPolicy({
  name: "haproxy-listeners-require-tls-1-3",
  severity: "critical",
  reason: "TLS 1.2 and older allow weak ciphers and handshakes that reveal the certificate.",
  remedy:
    "Set `ssl-default-bind-options ssl-min-ver TLSv1.3` in `global`, and nothing on a bind line that lowers it.",
  judge(config, report) {
    for (const { at, params } of config.exposed) {
      if (params.includes("ssl") && !allowsOnlyTls13(params, config.defaultBindOptions)) {
        report(`${at} does not insist on TLS 1.3`);
      }
    }
  },
});
