import { replicates } from "../lib/postgresql";
import { resourcePolicy } from "../lib/policy";
import { serverName } from "../lib/roles";

export default resourcePolicy({
  name: "postgresql-replication-is-named",
  severity: "high",
  types: ["postgresql:index/role:Role"],
  reason: "A role that may replicate reads every change in every database, whatever its grants say.",
  remedy: "Remove `replication`, or give it to a role of its own whose name ends in replicator or cdc.",
  judge(subject, report) {
    if (subject.props["replication"] === true && !replicates(serverName(subject))) report("may replicate");
  },
});
