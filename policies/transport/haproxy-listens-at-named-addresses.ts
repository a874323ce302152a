import { haproxyPolicy } from "../lib/haproxy";
import { isInPod } from "../lib/process";
import { hostOf, isAnyHost } from "../lib/values";

/** A Swarm service has no address of its own before it runs. */
export default haproxyPolicy({
  name: "haproxy-listens-at-named-addresses",
  severity: "high",
  exceptOnSwarm: true,
  reason: "A port that listens on every network is open to each of them, whichever the flow leads through.",
  remedy: "Bind to 127.0.0.1, or to the container's address on the network of each flow.",
  judge(config, report, container) {
    if (isInPod(container)) return;
    for (const { at, address } of config.exposed) {
      // A variable that is not set is the empty address, which is every one.
      if (address.includes("$")) report(`${at} listens where a variable says`);
      if (isAnyHost(hostOf(address.replace(/^ipv[46]@/, "")))) report(`${at} listens on every address`);
    }
  },
});
