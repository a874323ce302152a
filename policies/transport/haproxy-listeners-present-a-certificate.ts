import { haproxyPolicy } from "../lib/haproxy";

export default haproxyPolicy({
  name: "haproxy-listeners-present-a-certificate",
  severity: "high",
  reason: "Without a certificate a client cannot tell the service from an impostor.",
  remedy: "Add `crt <file>` (or `crt-list`) to the bind line.",
  judge(config, report) {
    for (const { at, params } of config.exposed) {
      if (params.includes("ssl") && !params.includes("crt") && !params.includes("crt-list")) {
        report(`${at} has no certificate`);
      }
    }
  },
});
