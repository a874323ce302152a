import { haproxyPolicy } from "../lib/haproxy";
import { hostOf } from "../lib/values";

export default haproxyPolicy({
  name: "haproxy-listeners-use-tls",
  severity: "critical",
  reason: "Anyone on the path reads and changes what a plain listener carries.",
  remedy:
    "Add `ssl crt <file>` to the bind line, or bind it to 127.0.0.1; towards a process behind a gateway, only pass TCP on.",
  judge(config, report, container) {
    for (const { at, section, address } of config.plainListeners) {
      // Who else is on that network is judged by plain-hops-have-a-network-of-two.
      const isWayOut = container?.addresses.includes(hostOf(address)) && config.passesOn(section);
      if (!isWayOut) report(`${at} accepts plain connections on ${address}`);
    }
  },
});
