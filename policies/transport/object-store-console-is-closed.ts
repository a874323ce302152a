import { objectStorePolicy } from "../lib/object-store";
import { hostOf, isLoopbackHost } from "../lib/values";

export default objectStorePolicy({
  name: "object-store-console-is-closed",
  severity: "high",
  reason: "The web console is a second way in, with long-lived sessions, that no flow leads to.",
  remedy: "Set `MINIO_BROWSER=off`, or bind `--console-address` to 127.0.0.1.",
  judge(store, report) {
    if (store.hasConsole && !isLoopbackHost(hostOf(store.consoleAddress))) report("serves its web console");
  },
});
