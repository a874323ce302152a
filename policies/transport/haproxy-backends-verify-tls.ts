import * as ipaddr from "ipaddr.js";
import { allowsOnlyTls13, haproxyPolicy, isLocal, param } from "../lib/haproxy";
import { hostOf } from "../lib/values";

export default haproxyPolicy({
  name: "haproxy-backends-verify-tls",
  severity: "critical",
  reason: "A proxy that forwards in the clear, or to whoever answers, undoes the TLS in front of it.",
  remedy:
    "Connect to 127.0.0.1 or as the gateway of a process, or add `ssl verify required ca-file <file> ssl-min-ver TLSv1.3` to the server.",
  judge(config, report, container) {
    for (const { at, address, params } of config.servers) {
      if (isLocal(address)) continue;
      if (!params.includes("ssl")) {
        // Of one that stands on networks of its own, plain-hops-have-a-network-of-two judges where each server is.
        const isGateway = (container?.addresses.length ?? 0) > 0 && ipaddr.IPv4.isValid(hostOf(address));
        if (!isGateway) report(`${at} connects to ${address} in the clear`);
      } else if (param(params, "verify") !== "required" || !params.includes("ca-file")) {
        report(`${at} does not verify the certificate of ${address}`);
      } else if (!allowsOnlyTls13(params, config.defaultServerOptions))
        report(`${at} does not insist on TLS 1.3`);
    }
  },
});
