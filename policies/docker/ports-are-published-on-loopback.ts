import { containerPolicy } from "../lib/container";
import { softwareOf } from "../lib/software";
import { isLoopbackHost } from "../lib/values";

const httpsPort = 443;

/** CIS Docker Benchmark 5.14. */
export default containerPolicy({
  name: "ports-are-published-on-loopback",
  severity: "critical",
  reason:
    "Docker publishes past the host's firewall: a published port is open to everyone who reaches the host.",
  remedy: "Set the port's `ip` to 127.0.0.1; only HAProxy may publish 443 to others.",
  judge(container, report) {
    if (container.publishesEveryPort) report("publishes every port of its image");
    for (const { address, external, internal } of container.publishedPorts) {
      if (isLoopbackHost(address)) continue;
      const isEdge = external === httpsPort && softwareOf(container) === "haproxy";
      if (!isEdge) report(`publishes port ${external ?? internal} on ${address}`);
    }
  },
});
