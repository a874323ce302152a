import { haproxyPolicy } from "../lib/haproxy";
import { hostOf, isAnyHost } from "../lib/values";

/** A Swarm service has no address of its own before it runs. */
export default haproxyPolicy({
  name: "haproxy-listens-at-named-addresses",
  severity: "high",
  exceptOnSwarm: true,
  reason: "A port that listens on every network is open to each of them, whichever the flow leads through.",
  remedy: "Bind to 127.0.0.1, or to the container's address on the network of each flow.",
  judge(config, report) {
    for (const { at, address } of config.exposed) {
      if (isAnyHost(hostOf(address.replace(/^ipv[46]@/, "")))) report(`${at} listens on every address`);
    }
  },
});
