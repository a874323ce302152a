import { haproxyPolicy } from "../lib/haproxy";

/** RFC 8446, appendix B.4, without the suites for constrained devices. */
const strong = ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"];

export default haproxyPolicy({
  name: "haproxy-ciphers-are-strong",
  severity: "high",
  reason: "A short authentication tag or no encryption at all can be asked for even in TLS 1.3.",
  remedy: `Leave the cipher suites alone, or list only ${strong.join(", ")}.`,
  judge(config, report) {
    for (const { at, suites } of config.cipherSuites) {
      const weak = suites.filter((suite) => !strong.includes(suite));
      if (weak.length > 0) report(`${at} allows ${weak.join(", ")}`);
    }
  },
});
