import { containerPolicy } from "../lib/container";

/** Source: Docker manual, networking, DNS services. */
export default containerPolicy({
  name: "containers-ask-the-engine-for-names",
  severity: "medium",
  reason:
    "Whoever answers for a host name decides whom a container talks to; the engine knows the flows' networks alone.",
  remedy: "Remove `hosts`, `dns`, `dnsOpts` and `dnsSearches`; a workload is found by its name on its flows.",
  judge(container, report) {
    if (container.nameSources.length > 0) report(`takes names from ${container.nameSources.join(", ")}`);
  },
});
