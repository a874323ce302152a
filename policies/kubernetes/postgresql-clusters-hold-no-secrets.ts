import { postgresqlClusterPolicy } from "../lib/postgresql-cluster";
import { reportSecretsIn } from "../lib/secrets-in-resource";

export default postgresqlClusterPolicy({
  name: "postgresql-clusters-hold-no-secrets",
  severity: "critical",
  reason:
    "A cluster's resource is plain to everyone who may read it, and what it holds goes into ConfigMaps and pods.",
  remedy:
    "Put it into a Secret, and name that: users[].secretName, vault.tokenSecret, pgbackrest.configuration.",
  judge: ({ spec }, report) => reportSecretsIn(spec, report),
});
