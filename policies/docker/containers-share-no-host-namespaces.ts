import { containerPolicy } from "../lib/container";

/** CIS Docker Benchmark 5.10, 5.16, 5.17, 5.21 and 5.31. */
export default containerPolicy({
  name: "containers-share-no-host-namespaces",
  severity: "critical",
  reason: "In the host's namespace a container sees and reaches the host's own processes, sockets or memory.",
  remedy: "Remove the property, or set it to `private` or to another container.",
  judge(container, report) {
    for (const mode of container.hostNamespaces) report(`${mode} is the host's`);
  },
});
