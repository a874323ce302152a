import { postgresqlPolicy } from "../lib/postgresql";

const functions = ["lo_creat", "lo_create", "lo_from_bytea", "lo_put", "lowrite"];
const revoked = (name: string) => new RegExp(`REVOKE\\s[^;]*\\b${name}\\([^;]*\\sFROM\\s+PUBLIC\\b`, "i");

export default postgresqlPolicy({
  name: "postgresql-closes-large-objects",
  severity: "high",
  reason:
    "Large objects lie in a system catalogue, which pg_tde does not encrypt, and everybody may make them.",
  remedy:
    "Revoke EXECUTE on the functions that make and write them from PUBLIC, in an init script for template1.",
  judge(server, report) {
    const open = functions.filter((name) => !server.initialises(revoked(name)));
    if (open.length > 0) report(`lets everybody call ${open.join(", ")}`);
  },
});
