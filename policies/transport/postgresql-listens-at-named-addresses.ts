import { postgresqlPolicy } from "../lib/postgresql";
import { isAnyHost } from "../lib/values";

/** A Swarm service has no address of its own before it runs. */
export default postgresqlPolicy({
  name: "postgresql-listens-at-named-addresses",
  severity: "high",
  reason: "A port that listens on every network is open to each of them, whichever the flow leads through.",
  remedy: "Give the container's address on the network of each flow in `listen_addresses`.",
  judge(server, report) {
    if (server.container.isService || server.setting("listen_addresses") === undefined) return;
    if (server.names("listen_addresses").some((name) => name !== "" && isAnyHost(name)))
      report("listens on every address");
  },
});
