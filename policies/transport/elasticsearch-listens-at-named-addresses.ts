import { elasticsearchPolicy } from "../lib/elasticsearch";
import { isInPod } from "../lib/process";
import { isAnyHost, isLoopbackHost } from "../lib/values";

/** Names that stand for addresses nobody wrote down: `_site_`, `_global_`, `_eth0_`. */
const isWide = (host: string) => isAnyHost(host) || /^_(?!local)/.test(host);
const isLocal = (host: string) => isLoopbackHost(host) || /^_local(:ipv[46])?_$/.test(host);

/** A Swarm service has no address of its own before it runs. */
export default elasticsearchPolicy({
  name: "elasticsearch-listens-at-named-addresses",
  severity: "high",
  reason: "A port that listens on every network is open to each of them, whichever the flow leads through.",
  remedy:
    "Give the addresses of the flows in `http.host`; set `transport.host` to 127.0.0.1 on a single node.",
  judge(server, report) {
    if (server.value("remote_cluster_server.enabled") === "true")
      report("opens a third port, for other clusters");
    if (server.container.isService || isInPod(server.container)) return;
    for (const host of server.hosts("http").filter(isWide)) report(`serves HTTP at ${host}`);
    const transport = server.hosts("transport");
    for (const host of transport.filter(isWide)) report(`listens for other nodes at ${host}`);
    const reachable = transport.filter((host) => !isWide(host) && !isLocal(host));
    if (server.isSingleNode && reachable.length > 0)
      report(`is a single node and listens for others at ${reachable.join(", ")}`);
  },
});
