import { valkeyPolicy } from "../lib/valkey";

export default valkeyPolicy({
  name: "valkey-keeps-what-is-queued",
  severity: "high",
  reason:
    "Without a limit Valkey grows until it is killed with all it holds; with `allkeys` it throws away queued work for figures that can be had again.",
  remedy:
    "Set `maxmemory` below the container's limit, and `maxmemory-policy` to `volatile-lru` or `noeviction`.",
  judge(server, report) {
    if (!/^[1-9]\d*(k|kb|m|mb|g|gb)?$/i.test(server.value("maxmemory") ?? ""))
      report("has no limit of its own");
    const policy = server.value("maxmemory-policy") ?? "noeviction";
    if (!/^(volatile-\w+|noeviction)$/.test(policy)) report(`may take keys that never expire: ${policy}`);
  },
});
