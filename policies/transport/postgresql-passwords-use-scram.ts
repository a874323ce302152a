import { postgresqlPolicy } from "../lib/postgresql";

const methods = { local: ["scram-sha-256", "peer", "reject"], network: ["scram-sha-256", "cert", "reject"] };

export default postgresqlPolicy({
  name: "postgresql-passwords-use-scram",
  severity: "high",
  reason:
    "`trust` asks for nothing, `password` and `md5` give the password away to whoever listens or reads the catalogue.",
  remedy: "Pass `password_encryption=scram-sha-256` and use `scram-sha-256` in every pg_hba.conf record.",
  judge(server, report) {
    if (server.choice("password_encryption") !== "scram-sha-256")
      report("password_encryption is not scram-sha-256");
    for (const { line, type, method } of server.hba ?? []) {
      // An include names no method; postgresql-rejects-plain-connections refuses it.
      if (type.startsWith("include")) continue;
      const allowed = type === "local" ? methods.local : methods.network;
      if (!allowed.includes(method)) report(`pg_hba.conf line ${line} (${type}) uses another method`);
    }
  },
});
