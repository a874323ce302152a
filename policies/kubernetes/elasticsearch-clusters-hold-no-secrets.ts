import { searchClusterPolicy } from "../lib/elasticsearch-cluster";
import { reportSecretsIn } from "../lib/secrets-in-resource";

export default searchClusterPolicy({
  name: "elasticsearch-clusters-hold-no-secrets",
  severity: "critical",
  reason: "A cluster's resource is plain to everyone who may read it, and so are the pods made of it.",
  remedy: "Put it into a Secret, and name that: auth.fileRealm, http.tls.certificate, secureSettings.",
  judge: ({ spec }, report) => reportSecretsIn(spec, report),
});
