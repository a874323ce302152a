import { objectStorePolicy } from "../lib/object-store";
import { hostOf, isLoopbackHost } from "../lib/values";

export default objectStorePolicy({
  name: "object-store-listens-on-loopback",
  severity: "critical",
  reason:
    "The object store cannot refuse TLS 1.2 itself, so only the terminator beside it may reach its port.",
  remedy: "Start it with `--address 127.0.0.1:<port>` in the network namespace of a TLS terminator.",
  judge(store, report) {
    if (!isLoopbackHost(hostOf(store.address)))
      report(`serves S3 on ${store.address}, which others can reach`);
  },
});
