import { edgeConfigPolicy } from "../lib/edge";

/** What has a sign-on by group of its own, or is the sign-on. Dremio has none: people come to it by the access proxy. */
const services = ["superset:8088", "access-proxy:8443", "identity:5556"];

export default edgeConfigPolicy({
  name: "edge-leads-to-known-services",
  severity: "critical",
  reason:
    "Behind the edge a service is open to all who reach it: one that does not look at people's groups must stand behind what does.",
  remedy:
    "Let each backend lead to superset:8088, identity:5556 or access-proxy:8443, and anything else to them.",
  judge(config, report) {
    for (const { at, address } of config.servers)
      if (!services.includes(address)) report(`${at} leads to ${address}`);
  },
});
