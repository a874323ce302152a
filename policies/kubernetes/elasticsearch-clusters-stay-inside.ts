import { searchClusterPolicy } from "../lib/elasticsearch-cluster";
import { list } from "../lib/values";

const inside = [undefined, "ClusterIP"];

export default searchClusterPolicy({
  name: "elasticsearch-clusters-stay-inside",
  severity: "critical",
  reason:
    "The operator opens what it is told to: an address outside for clients or nodes, or a port for other clusters.",
  remedy: "Leave both services at ClusterIP, and remoteClusterServer and remoteClusters out.",
  judge({ spec, sets }, report) {
    for (const layer of ["http", "transport"]) {
      const type = spec[layer]?.["service"]?.["spec"]?.["type"] as string | undefined;
      if (!inside.includes(type)) report(`its ${layer} service is ${type}`);
      if (list(spec[layer]?.["service"]?.["spec"]?.["externalIPs"]).length > 0)
        report(`its ${layer} service has addresses outside`);
    }
    if (spec["remoteClusterServer"]?.["enabled"] === true) report("opens a port for other clusters");
    if (list(spec["remoteClusters"]).length > 0) report("asks other clusters");
    for (const { name, server } of sets)
      for (const { hostPort } of list<{ hostPort?: number }>(server["ports"]))
        if (hostPort) report(`${name} publishes a port of its node`);
  },
});
