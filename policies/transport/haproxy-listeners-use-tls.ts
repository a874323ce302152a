import { haproxyPolicy } from "../lib/haproxy";

export default haproxyPolicy({
  name: "haproxy-listeners-use-tls",
  severity: "critical",
  reason: "Anyone on the path reads and changes what a plain listener carries.",
  remedy: "Add `ssl crt <file>` to the bind line, or bind it to 127.0.0.1.",
  judge(config, report) {
    for (const { at, address, params } of config.exposed) {
      if (!params.includes("ssl")) report(`${at} accepts plain connections on ${address}`);
    }
  },
});
