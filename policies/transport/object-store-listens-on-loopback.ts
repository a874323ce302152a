import { objectStorePolicy } from "../lib/object-store";
import { hostOf, isLoopbackHost } from "../lib/values";

/** What opens nothing, and addresses that are looked at: here, and the console's by a policy of its own. */
const known = ["json", "quiet", "anonymous", "certs-dir", "address", "console-address"];

export default objectStorePolicy({
  name: "object-store-listens-on-loopback",
  severity: "critical",
  reason:
    "The object store cannot refuse TLS 1.2 itself, so only the terminator beside it may reach its port.",
  remedy:
    "Start it with `--address 127.0.0.1:<port>` in the network namespace of a TLS terminator, without FTP or SFTP.",
  judge(store, report) {
    for (const flag of store.flags)
      if (!known.includes(flag)) report(`is started with --${flag}, which may open another door`);
    if (!isLoopbackHost(hostOf(store.address)))
      report(`serves S3 on ${store.address}, which others can reach`);
  },
});
