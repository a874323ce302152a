import { containerPolicy } from "../lib/container";
import { doorAt } from "../lib/published";
import { softwareOf } from "../lib/software";
import { isLoopbackHost } from "../lib/values";

/** CIS Docker Benchmark 5.14. */
export default containerPolicy({
  name: "ports-are-published-on-loopback",
  severity: "critical",
  reason:
    "Docker publishes past the host's firewall: a published port is open to everyone who reaches the host.",
  remedy:
    "Set the port's `ip` to 127.0.0.1; only HAProxy may publish to others, where it turns away all but named networks.",
  judge(container, report) {
    if (container.publishesEveryPort) report("publishes every port of its image");
    for (const { address, external, internal } of container.publishedPorts) {
      if (isLoopbackHost(address)) continue;
      const isDoor = softwareOf(container) === "haproxy" && doorAt(container, internal).looksAtClients;
      if (!isDoor) report(`publishes port ${external ?? internal} on ${address}`);
    }
  },
});
