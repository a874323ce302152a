import { edgeConfigPolicy } from "../lib/edge";
import { atWorkload } from "../lib/values";

/** What has a sign-on by group of its own, or is the sign-on. Dremio has none: people come to it by the access proxy. */
const services = Object.entries({ superset: 8088, "access-proxy": 8443, identity: 5556 }).map(
  ([workload, port]) => new RegExp(`^${atWorkload(workload)}:${port}$`),
);

export default edgeConfigPolicy({
  name: "edge-leads-to-known-services",
  severity: "critical",
  reason:
    "Behind the edge a service is open to all who reach it: one that does not look at people's groups must stand behind what does.",
  remedy:
    "Let each backend lead to superset:8088, identity:5556 or access-proxy:8443, and anything else to them.",
  judge(config, report) {
    for (const { at, address } of config.servers)
      if (!services.some((service) => service.test(address))) report(`${at} leads to ${address}`);
  },
});
