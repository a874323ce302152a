import { postgresqlPolicy } from "../lib/postgresql";

export default postgresqlPolicy({
  name: "postgresql-has-a-key-provider",
  severity: "critical",
  reason:
    "PostgreSQL encrypts nothing until it knows where its principal key is and which one is the default.",
  remedy:
    "Call pg_tde_add_global_key_provider_* and pg_tde_set_default_key_using_global_key_provider in an uploaded init script.",
  judge(server, report) {
    if (!server.initialises(/pg_tde_add_(global|database)_key_provider_\w+/i))
      report("sets up no key provider");
    if (!server.initialises(/pg_tde_set_(default_)?key_using_(global|database)_key_provider/i))
      report("sets no principal key");
  },
});
