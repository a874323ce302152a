import { isInPod } from "../lib/process";
import { isAnyHost } from "../lib/values";
import { valkeyPolicy } from "../lib/valkey";

/** A Swarm service has no address of its own before it runs. */
export default valkeyPolicy({
  name: "valkey-listens-at-named-addresses",
  severity: "high",
  reason: "A port that listens on every network is open to each of them, whichever the flow leads through.",
  remedy: "Give `bind` 127.0.0.1 and the container's address on the network of each flow.",
  judge(server, report) {
    if (server.container.isService || isInPod(server.container)) return;
    // A hyphen before an address: it need not be there.
    const addresses = (server.words("bind") ?? ["*"]).map((address) => address.replace(/^-/, ""));
    if (addresses.length === 0 || addresses.some((address) => isAnyHost(address.replace(/^::\*$/, "*"))))
      report("listens on every address");
  },
});
