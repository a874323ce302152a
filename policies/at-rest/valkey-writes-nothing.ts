import { valkeyPolicy } from "../lib/valkey";

export default valkeyPolicy({
  name: "valkey-writes-nothing",
  severity: "high",
  reason: "Valkey encrypts nothing that it writes, and by default writes all it holds from time to time.",
  remedy: 'Set `save ""` and `appendonly no`; a cache fills again.',
  judge(server, report) {
    if (server.value("save") !== "") report("saves what it holds to a drive");
    if (server.value("appendonly") !== "no") report("writes a log of changes to a drive");
  },
});
