import * as ipaddr from "ipaddr.js";
import { postgresqlPolicy, replicates } from "../lib/postgresql";

/** Bits of the network of a flow: it holds one client, the server, and what a network needs itself. */
const flowBits = 29;

/** Whether an address is a network no wider than a flow's; its mask may be written either way. */
function isNarrow(address: string): boolean {
  const [network = "", mask = ""] = address.split("/");
  if (!ipaddr.IPv4.isValidFourPartDecimal(network)) return false;
  const bits = ipaddr.IPv4.isValidFourPartDecimal(mask)
    ? ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask()
    : /^\d+$/.test(mask)
      ? Number(mask)
      : null;
  return bits !== null && bits >= flowBits && bits <= 32;
}

/** Names that stand for others: of a file, or of all that a pattern fits. */
const stands = (name: string) => /^"?[@/]/.test(name);
const isReplication = (database: string) => database.replaceAll('"', "").toLowerCase() === "replication";

export default postgresqlPolicy({
  name: "postgresql-admits-only-flows",
  severity: "high",
  reason:
    "Who is on another network has nothing to ask of the server, and who may replicate takes every database along at once.",
  remedy:
    "Give each record of pg_hba.conf that lets somebody in the network of one flow, a /29 at most, and `replication` only to logins whose names end in replicator or cdc.",
  judge(server, report) {
    // A file that is not there, and what it includes, is reported by the policy about plain connections.
    for (const { line, type, databases, users, address, method } of server.hba ?? []) {
      if (method === "reject" || type.startsWith("include")) continue;
      const at = `pg_hba.conf line ${line}`;
      if (type !== "local" && !isNarrow(address)) report(`${at} lets more in than a flow's network`);
      if ([...databases, ...users].some(stands)) report(`${at} names databases or logins elsewhere`);
      if (databases.some(isReplication) && !users.every(replicates))
        report(`${at} lets others replicate than logins for that`);
    }
  },
});
